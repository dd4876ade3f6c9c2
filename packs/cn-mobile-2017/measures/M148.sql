-- SPDX-License-Identifier: Apache-2.0
-- # A service that is offered and has a class code. Classes go by function and risk; there is none for
-- # what is said on a service.
-- id: M148
-- article: 3
-- mechanism: A3.6
-- title: {en: Services placed in a class of the published catalogue, zh: 已按公布目录归类的信息服务比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT coalesce(area.code, '') AS place, service.kind AS class, service.class IS NOT NULL AS yes
	FROM service LEFT JOIN area ON area.rec = service.area
	WHERE service.kind <> 'public-item' AND coalesce(service.launched, '') <= day(:at, 'cn')
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
