-- SPDX-License-Identifier: Apache-2.0
-- # Over all samples of the last quality_period days. "p10": nine in ten are quicker. Dims are classes of
-- # area. n says how many samples stand behind a figure: a small n is a weak figure. No person is traced:
-- # a sample has an area and a time, nothing else.
-- id: M020
-- article: 5
-- mechanism: A5.6
-- title: {en: "Download rate, median", zh: 下载速率（中位数）}
-- unit: mbps
-- direction: up
-- target: none
-- owner: operator
WITH sample AS (
	SELECT coalesce(area, '') AS place, value
	FROM observation
	WHERE observation.metric = 'download_rate' AND observation.value IS NOT NULL
		AND observation.period_end > day(:at - days(:quality_period), 'cn') AND observation.period_end <= day(:at, 'cn')
), classed AS (
	SELECT c.value AS class, sample.value
	FROM sample JOIN area ON area.code = sample.place JOIN area_class AS c ON c.leaf = area.leaf
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(value, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM sample
UNION ALL
SELECT '', '', 'p10', pctl(value, :p10), NULL, NULL, count(*) FROM sample
UNION ALL
SELECT place, '', '', pctl(value, :p50), NULL, NULL, count(*) FROM sample WHERE place <> '' GROUP BY place
UNION ALL
SELECT '', class, '', pctl(value, :p50), NULL, NULL, count(*) FROM classed GROUP BY class
UNION ALL
SELECT '', class, 'p10', pctl(value, :p10), NULL, NULL, count(*) FROM classed GROUP BY class
ORDER BY area, dim, component
