-- SPDX-License-Identifier: Apache-2.0
-- # Owner, area and class of object are registered. M081 asks who answers, this one what it is and where.
-- id: M265
-- article: 14
-- mechanism: A14.8
-- title: {en: Protected objects described well enough to be protected, zh: 登记要素完整的保护对象比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH described AS (
	SELECT asset.kind AS class, coalesce(area.code, '') AS place,
		asset.object_class IS NOT NULL AND area.rec IS NOT NULL
			AND coalesce(asset.owner IN (SELECT rec FROM party), 0) AS hit
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM described
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM described WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM described WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
