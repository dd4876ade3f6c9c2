-- SPDX-License-Identifier: Apache-2.0
-- # Plans on sale whose components were filed. Dims are kinds of plan.
-- id: M017
-- article: 5
-- mechanism: A5.4
-- title: {en: "Price components per plan, median", zh: 每个资费方案计价构成项数（中位数）}
-- unit: count
-- direction: down
-- target: none
-- owner: operator
WITH plan AS (
	SELECT tariff.kind AS class, count(*) AS parts
	FROM tariff JOIN tariff_components AS c ON c.leaf = tariff.leaf
	WHERE tariff.kind <> 'settlement' AND coalesce(on_sale_from, '') <= day(:at, 'cn')
		AND (on_sale_until IS NULL OR on_sale_until >= day(:at, 'cn'))
	GROUP BY tariff.leaf, tariff.kind
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(parts, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM plan
UNION ALL
SELECT '', class, '', pctl(parts, :p50), NULL, NULL, count(*) FROM plan GROUP BY class
ORDER BY dim
