-- SPDX-License-Identifier: Apache-2.0
-- # Registered trial cells, those still planned included.
-- id: M331
-- article: 4
-- mechanism: H4.1
-- title: {en: NGB-W cells in service, zh: 下一代广播电视无线网小区开通比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH site AS (
	SELECT coalesce(asset.in_service <= day(:at, 'cn'), 0) AS hit, coalesce(area.code, '') AS place
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind = 'cell' AND asset.generation = 'ngb-w' AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM site
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM site WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
