-- SPDX-License-Identifier: Apache-2.0
-- # Areas of class "poor"; a package without areas is on sale everywhere.
-- id: M074
-- article: 12
-- mechanism: A12.5
-- title: {en: Poor areas with a preferential package on sale, zh: 有优惠套餐在售的贫困地区占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH poor AS (
	SELECT area.rec AS rec FROM area WHERE area.leaf IN (SELECT leaf FROM area_class WHERE value = 'poor')
), sold AS (
	SELECT t.leaf AS leaf FROM tariff AS t WHERE t.target_group = 'poor-household' AND t.on_sale_from <= day(:at, 'cn') AND (t.on_sale_until IS NULL OR t.on_sale_until > day(:at, 'cn'))
), judged AS (
	SELECT poor.rec IN (SELECT value FROM tariff_areas WHERE leaf IN (SELECT leaf FROM sold))
		OR EXISTS (SELECT leaf FROM sold WHERE leaf NOT IN (SELECT leaf FROM tariff_areas)) AS yes
	FROM poor
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
