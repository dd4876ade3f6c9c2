-- SPDX-License-Identifier: Apache-2.0
-- # Totals by area, newest period; who lives there is not asked.
-- id: M227
-- article: 12
-- mechanism: A12.7
-- title: {en: Entitled poor households that received fee relief, zh: 应享贫困户资费减免覆盖率}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH latest AS (
	SELECT area AS place, dim AS class, metric, value,
		row_number() OVER (PARTITION BY area, dim, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('relief_households', 'relief_eligible') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, class, max(iif(metric = 'relief_households', value, NULL)) AS part, max(iif(metric = 'relief_eligible', value, NULL)) AS whole
	FROM latest WHERE age = 1 GROUP BY place, class
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num,
	sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
UNION ALL
SELECT place, '', '', 100.0 * sum(part) / sum(whole), sum(part), sum(whole), count(*)
FROM pair WHERE whole > 0 AND part IS NOT NULL GROUP BY place
ORDER BY area
