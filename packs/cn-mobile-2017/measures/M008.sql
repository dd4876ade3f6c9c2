-- SPDX-License-Identifier: Apache-2.0
-- # Holders of a licence in force whose capital class is known. Dims are classes of service.
-- id: M008
-- article: 5
-- mechanism: A5.13
-- title: {en: Licensees with private capital, zh: 民营资本持证企业占比}
-- unit: percent
-- direction: watch
-- target: none
-- owner: regulator
WITH held AS (
	SELECT DISTINCT permit.holder, coalesce(permit.service_class, '') AS class, party.capital = 'private' AS yes
	FROM permit JOIN party ON party.rec = permit.holder
	WHERE permit.kind IN ('licence', 'pilot') AND permit.state IN ('granted', 'published', 'changed')
		AND coalesce(permit.decided, '') <= day(:at, 'cn')
		AND (permit.valid_until IS NULL OR permit.valid_until >= day(:at, 'cn')) AND party.capital IS NOT NULL
), firm AS (
	SELECT holder, max(yes) AS yes FROM held GROUP BY holder
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM firm
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM held WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
