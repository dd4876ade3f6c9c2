-- SPDX-License-Identifier: Apache-2.0
-- # The total is all of them; areas are the provinces of today that the areas of
-- # the nodes lie in. "provinces": in how many there is at least one.
-- id: M026
-- article: 5
-- mechanism: A5.11
-- title: {en: Content delivery nodes in service, zh: 在用内容分发节点数（按省）}
-- unit: count
-- direction: up
-- target: none
-- owner: operator
WITH node AS (
	SELECT coalesce(area_up(area.code, 'province'), '') AS place
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind = 'cdn-node' AND coalesce(asset.in_service, '') <= day(:at, 'cn')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, nullif(count(place), 0) AS value, NULL AS num, NULL AS den, count(place) AS n FROM node
UNION ALL
SELECT '', '', 'provinces', nullif(count(DISTINCT nullif(place, '')), 0), NULL, NULL, count(place) FROM node
UNION ALL
SELECT place, '', '', count(*), NULL, NULL, count(*) FROM node WHERE place <> '' GROUP BY place
ORDER BY area, component
