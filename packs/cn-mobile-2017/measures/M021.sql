-- SPDX-License-Identifier: Apache-2.0
-- # Over all samples of the last quality_period days; dims are classes of area. "median": what is usual.
-- id: M021
-- article: 5
-- mechanism: A5.6
-- title: {en: "Round-trip time, 95th percentile", zh: 往返时延（第95百分位）}
-- unit: milliseconds
-- direction: down
-- target: none
-- owner: operator
WITH sample AS (
	SELECT coalesce(area, '') AS place, value
	FROM observation
	WHERE observation.metric = 'round_trip_time' AND observation.value IS NOT NULL
		AND observation.period_end > day(:at - days(:quality_period), 'cn') AND observation.period_end <= day(:at, 'cn')
), classed AS (
	SELECT c.value AS class, sample.value
	FROM sample JOIN area ON area.code = sample.place JOIN area_class AS c ON c.leaf = area.leaf
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(value, :p95) AS value, NULL AS num, NULL AS den, count(*) AS n FROM sample
UNION ALL
SELECT '', '', 'median', pctl(value, :p50), NULL, NULL, count(*) FROM sample
UNION ALL
SELECT place, '', '', pctl(value, :p95), NULL, NULL, count(*) FROM sample WHERE place <> '' GROUP BY place
UNION ALL
SELECT '', class, '', pctl(value, :p95), NULL, NULL, count(*) FROM classed GROUP BY class
ORDER BY area, dim, component
