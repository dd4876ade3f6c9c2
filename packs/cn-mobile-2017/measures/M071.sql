-- SPDX-License-Identifier: Apache-2.0
-- # The best operator counts: a village is served if one serves it, so the smallest number of each area is taken. "share": per
-- # cent of the villages.
-- id: M071
-- article: 12
-- mechanism: A12.4
-- title: {en: Villages without any mobile broadband, zh: 无移动宽带的行政村数}
-- unit: count
-- direction: down
-- target: none
-- owner: operator
WITH latest AS (
	SELECT area AS place, metric, publisher, value, row_number() OVER (PARTITION BY area, metric, publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('villages', 'villages_without_mobile') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), village AS (
	SELECT place, max(iif(metric = 'villages', value, NULL)) AS every, min(iif(metric = 'villages_without_mobile', value, NULL)) AS without
	FROM latest WHERE age = 1 GROUP BY place
)
SELECT '' AS area, '' AS dim, '' AS component, sum(without) AS value, sum(without) AS num, sum(every) AS den, count(without) AS n FROM village
UNION ALL
SELECT '', '', 'share', 100.0 * sum(without) / nullif(sum(every), 0), sum(without), sum(every), count(without) FROM village WHERE without IS NOT NULL
UNION ALL
SELECT place, '', '', without, without, every, 1 FROM village WHERE without IS NOT NULL
ORDER BY area, component
