-- SPDX-License-Identifier: Apache-2.0
-- # The latest period of each data centre, weighted by its capacity. A centre without a known capacity is
-- # left out: it cannot be weighed.
-- id: M027
-- article: 5
-- mechanism: A5.12
-- title: {en: "Power usage effectiveness of data centres, weighted by capacity", zh: 数据中心电能利用效率（按容量加权）}
-- unit: ratio
-- direction: down
-- target: pue_target
-- owner: operator
WITH latest AS (
	SELECT subject, value, row_number() OVER (PARTITION BY subject ORDER BY period_end DESC, publisher) AS age
	FROM observation
	WHERE metric = 'pue' AND value > 0 AND period_end <= day(:at, 'cn')
), centre AS (
	SELECT coalesce(area.code, '') AS place, latest.value AS pue, asset.capacity
	FROM latest JOIN asset ON asset.name = latest.subject LEFT JOIN area ON area.rec = asset.area
	WHERE latest.age = 1 AND asset.kind = 'data-centre' AND asset.capacity > 0
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, wavg(pue, capacity) AS value, NULL AS num, NULL AS den, count(*) AS n FROM centre
UNION ALL
SELECT place, '', '', wavg(pue, capacity), NULL, NULL, count(*) FROM centre WHERE place <> '' GROUP BY place
ORDER BY area
