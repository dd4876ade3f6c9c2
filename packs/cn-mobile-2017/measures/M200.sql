-- SPDX-License-Identifier: Apache-2.0
-- # Of firms surveyed, newest survey of each area and sector. Dims are sectors.
-- id: M200
-- article: 9
-- mechanism: A9.7
-- title: {en: Firms that use mobile-Internet applications, zh: 重点行业企业移动互联网应用率}
-- unit: percent
-- direction: up
-- target: none
-- owner: statistician
WITH latest AS (
	SELECT area AS place, dim AS class, metric, value,
		row_number() OVER (PARTITION BY area, dim, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('sector_firms', 'sector_adopters') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, class, max(iif(metric = 'sector_firms', value, NULL)) AS firms,
		max(iif(metric = 'sector_adopters', value, NULL)) AS adopters
	FROM latest WHERE age = 1 GROUP BY place, class
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(adopters) / nullif(sum(firms), 0) AS value,
	sum(adopters) AS num, sum(firms) AS den, sum(firms) AS n
FROM pair WHERE firms > 0 AND adopters IS NOT NULL
UNION ALL
SELECT '', class, '', 100.0 * sum(adopters) / sum(firms), sum(adopters), sum(firms), sum(firms)
FROM pair WHERE firms > 0 AND adopters IS NOT NULL GROUP BY class
ORDER BY dim
