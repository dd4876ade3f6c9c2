-- SPDX-License-Identifier: Apache-2.0
-- # 0: every area has the same median rate. Areas weigh by their population, or alike where none is
-- # known. "gini": the Gini index of the same figures. "rural-urban", "poor-urban": how the median
-- # rate of rural and poverty-relief areas compares with that of urban ones (1: the same).
-- id: M144
-- article: 3
-- mechanism: A3.1
-- title: {en: "Digital divide: Theil index of the download rate across areas", zh: 数字鸿沟：各地区下载速率的泰尔指数}
-- unit: index
-- direction: down
-- target: none
-- owner: regulator
WITH sample AS (
	SELECT coalesce(area, '') AS place, value
	FROM observation
	WHERE metric = 'download_rate' AND value IS NOT NULL
		AND period_end > day(:at - days(:quality_period), 'cn') AND period_end <= day(:at, 'cn')
), placed AS MATERIALIZED (
	SELECT sample.place, area.leaf AS leaf, coalesce(max(area.population), 1) AS people,
		pctl(sample.value, :p50) AS rate, count(*) AS n
	FROM sample JOIN area ON area.code = sample.place
	GROUP BY sample.place, area.leaf
), class AS (
	SELECT pctl(iif(c.value = 'urban', sample.value, NULL), :p50) AS urban,
		pctl(iif(c.value = 'rural', sample.value, NULL), :p50) AS rural,
		pctl(iif(c.value = 'poor', sample.value, NULL), :p50) AS poor, count(*) AS n
	FROM sample JOIN area ON area.code = sample.place JOIN area_class AS c ON c.leaf = area.leaf
)
SELECT '' AS area, '' AS dim, '' AS component, theil_t(rate, people) AS value,
	NULL AS num, NULL AS den, sum(n) AS n
FROM placed
UNION ALL
SELECT '', '', 'gini', gini(rate, people), NULL, NULL, sum(n) FROM placed
UNION ALL
SELECT '', '', 'rural-urban', rural / nullif(urban, 0), rural, urban, n FROM class
UNION ALL
SELECT '', '', 'poor-urban', poor / nullif(urban, 0), poor, urban, n FROM class
ORDER BY component
