-- SPDX-License-Identifier: Apache-2.0
-- # Classes are those that permits speak of. A class has conditions when an instrument in force
-- # "applies-to" it (relation to type "service-class"). Dims are classes: 100 or 0.
-- id: M153
-- article: 4
-- mechanism: A4.4
-- title: {en: Classes of service with published entry conditions, zh: 已公布准入条件的业务类别比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH ruled AS (
	SELECT DISTINCT relation.to_key AS class
	FROM relation JOIN instrument ON instrument.number = relation.from_key
	WHERE relation.kind = 'applies-to' AND relation.from_type = 'instrument' AND relation.to_type = 'service-class'
		AND instrument.state = 'in-force' AND coalesce(instrument.commenced, '') <= day(:at, 'cn')
), judged AS (
	SELECT DISTINCT service_class AS class, service_class IN (SELECT class FROM ruled) AS yes
	FROM permit
	WHERE service_class IS NOT NULL
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
