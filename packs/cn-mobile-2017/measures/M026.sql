-- SPDX-License-Identifier: Apache-2.0
-- # The total is all of them; areas are provinces, found through the areas that
-- # an area is part of. "provinces": in how many there is at least one.
-- id: M026
-- article: 5
-- mechanism: A5.11
-- title: {en: Content delivery nodes in service, zh: 在用内容分发节点数（按省）}
-- unit: count
-- direction: up
-- target: none
-- owner: operator
WITH node AS (
	SELECT CASE 'province' WHEN a.level THEN a.code WHEN b.level THEN b.code WHEN c.level THEN c.code ELSE '' END AS place
	FROM asset LEFT JOIN area AS a ON a.rec = asset.area LEFT JOIN area AS b ON b.rec = a.parent
	LEFT JOIN area AS c ON c.rec = b.parent
	WHERE asset.kind = 'cdn-node' AND coalesce(asset.in_service, '') <= day(:at, 'cn')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, nullif(count(place), 0) AS value, NULL AS num, NULL AS den, count(place) AS n FROM node
UNION ALL
SELECT '', '', 'provinces', nullif(count(DISTINCT nullif(place, '')), 0), NULL, NULL, count(place) FROM node
UNION ALL
SELECT place, '', '', count(*), NULL, NULL, count(*) FROM node WHERE place <> '' GROUP BY place
ORDER BY area, component
