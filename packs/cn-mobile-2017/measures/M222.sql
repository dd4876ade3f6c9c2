-- SPDX-License-Identifier: Apache-2.0
-- # Newest year of each area.
-- id: M222
-- article: 11
-- mechanism: A11.11
-- title: {en: Communities and villages with a service point, zh: 设有服务点的街道、社区和行政村占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT area AS place, dim AS class, metric, value,
		row_number() OVER (PARTITION BY area, dim, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('communities_served', 'communities') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, class, max(iif(metric = 'communities_served', value, NULL)) AS part, max(iif(metric = 'communities', value, NULL)) AS whole
	FROM latest WHERE age = 1 GROUP BY place, class
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num,
	sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
UNION ALL
SELECT place, '', '', 100.0 * sum(part) / sum(whole), sum(part), sum(whole), count(*)
FROM pair WHERE whole > 0 AND part IS NOT NULL GROUP BY place
ORDER BY area
