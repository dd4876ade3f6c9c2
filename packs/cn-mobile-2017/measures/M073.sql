-- SPDX-License-Identifier: Apache-2.0
-- # Mean over packages for poor households on sale that name the normal plan. Dims are operators.
-- id: M073
-- article: 12
-- mechanism: A12.5
-- title: {en: Price of preferential packages against the normal plan, zh: 优惠套餐价格与普通方案之比}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH package AS (
	SELECT party.name AS class, 100.0 * t.price / normal.price AS share
	FROM tariff AS t JOIN tariff AS normal ON normal.rec = t.normal_plan JOIN party ON party.rec = t.provider
	WHERE t.target_group = 'poor-household' AND t.on_sale_from <= day(:at, 'cn') AND (t.on_sale_until IS NULL OR t.on_sale_until > day(:at, 'cn')) AND normal.price > 0 AND t.price IS NOT NULL AND t.currency = normal.currency
)
SELECT '' AS area, '' AS dim, '' AS component, avg(share) AS value, NULL AS num, NULL AS den, count(share) AS n FROM package
UNION ALL
SELECT '', class, '', avg(share), NULL, NULL, count(share) FROM package GROUP BY class
ORDER BY dim
