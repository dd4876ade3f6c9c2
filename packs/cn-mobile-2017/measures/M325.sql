-- SPDX-License-Identifier: Apache-2.0
-- # Inventory of data held by registered systems: metadata only. Component "cross-border": data-sharing
-- # agreements in force with a party abroad.
-- id: M325
-- article: 24
-- mechanism: A24.9
-- title: {en: Data assets with a class and a responsible body, zh: 数据资产已分级并明确责任单位的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH kept AS MATERIALIZED (
	SELECT asset.level IS NOT NULL AND asset.responsible IS NOT NULL AS hit, coalesce(area.code, '') AS place
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.object_class = 'data' AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), abroad AS (
	SELECT count(*) AS n FROM agreement
	WHERE kind = 'data-sharing' AND state = 'in-force' AND country IS NOT NULL AND country <> 'CN'
), figure AS (
	SELECT '' AS area, sum(hit) AS num, count(*) AS den FROM kept
	UNION ALL
	SELECT place, sum(hit), count(*) FROM kept WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n FROM figure
UNION ALL
SELECT '', '', 'cross-border', CASE WHEN n > 0 THEN n END, NULL, NULL, n FROM abroad
ORDER BY area, component
