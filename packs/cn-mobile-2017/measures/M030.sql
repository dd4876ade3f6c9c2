-- SPDX-License-Identifier: Apache-2.0
-- # Towers in service with a known number of tenants. "shared": the share in percent with more than one.
-- # "covered": the share in percent that a sharing agreement in force names.
-- id: M030
-- article: 5
-- mechanism: A5.15
-- title: {en: Operators per tower, zh: 铁塔共享率（每塔租户数）}
-- unit: ratio
-- direction: up
-- target: none
-- owner: operator
WITH agreed AS (
	SELECT DISTINCT a.value AS asset
	FROM agreement JOIN agreement_assets AS a ON a.leaf = agreement.leaf
	WHERE agreement.kind = 'sharing' AND agreement.state = 'in-force'
), tower AS (
	SELECT coalesce(area.code, '') AS place, asset.tenants,
		asset.rec IN (SELECT asset FROM agreed WHERE asset IS NOT NULL) AS covered
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind = 'tower' AND asset.tenants IS NOT NULL AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 1.0 * sum(tenants) / nullif(count(*), 0) AS value,
	sum(tenants) AS num, count(*) AS den, count(*) AS n
FROM tower
UNION ALL
SELECT '', '', 'shared', 100.0 * sum(tenants > 1) / nullif(count(*), 0), sum(tenants > 1), count(*), count(*) FROM tower
UNION ALL
SELECT '', '', 'covered', 100.0 * sum(covered) / nullif(count(*), 0), sum(covered), count(*), count(*) FROM tower
UNION ALL
SELECT place, '', '', 1.0 * sum(tenants) / count(*), sum(tenants), count(*), count(*) FROM tower WHERE place <> '' GROUP BY place
ORDER BY area, component
