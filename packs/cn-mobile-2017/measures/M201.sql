-- SPDX-License-Identifier: Apache-2.0
-- # The newest year of each area as published; the total is the mean of the areas, unweighted, and only a rough figure.
-- id: M201
-- article: 9
-- mechanism: A9.9
-- title: {en: "Total factor productivity, index (official series)", zh: 全要素生产率指数（官方统计）}
-- unit: index
-- direction: up
-- target: none
-- owner: statistician
WITH latest AS (
	SELECT area AS place, value, row_number() OVER (PARTITION BY area ORDER BY period_end DESC) AS age
	FROM observation WHERE metric = 'factor_productivity' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, avg(value) AS value, NULL AS num, NULL AS den, count(value) AS n FROM latest WHERE age = 1
UNION ALL
SELECT place, '', '', value, NULL, NULL, 1 FROM latest WHERE age = 1
ORDER BY area
