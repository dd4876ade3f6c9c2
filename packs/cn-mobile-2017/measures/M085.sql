-- SPDX-License-Identifier: Apache-2.0
-- # Of all assets that are known, those that discovery found and nobody has declared since.
-- id: M085
-- article: 14
-- mechanism: A14.12
-- title: {en: Assets that were found but never declared, zh: 技术发现但未申报的资产比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH known AS (
	SELECT asset.kind AS class, coalesce(area.code, '') AS place,
		asset.found_on IS NOT NULL AND coalesce(asset.declared, 0) = 0 AS hit
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM known
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM known WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM known WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
