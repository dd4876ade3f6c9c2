-- SPDX-License-Identifier: Apache-2.0
-- # The cheapest plan on sale for everybody with at least the basket's data, sold in the area, in one it is
-- # part of or everywhere, against the monthly disposable income per head there. The total weighs
-- # areas by population, or alike where none is known.
-- id: M018
-- article: 5
-- mechanism: A5.5
-- title: {en: Mobile broadband basket as a share of disposable income, zh: 移动宽带资费篮子占人均可支配收入比例}
-- unit: percent
-- direction: down
-- target: basket_income_target
-- owner: operator
WITH plan AS MATERIALIZED (
	SELECT leaf, price / 100.0 AS price
	FROM tariff
	WHERE kind IN ('mobile-data', 'mobile-bundle') AND data_gb >= :basket_gb AND currency = 'CNY' AND price > 0
		AND coalesce(target_group, 'all') = 'all' AND coalesce(on_sale_from, '') <= day(:at, 'cn')
		AND (on_sale_until IS NULL OR on_sale_until >= day(:at, 'cn'))
), sold AS MATERIALIZED (
	SELECT area.code AS place, min(plan.price) AS price
	FROM plan JOIN tariff_areas AS t ON t.leaf = plan.leaf JOIN area ON area.rec = t.value
	GROUP BY area.code
), everywhere AS (
	SELECT min(price) AS price FROM plan WHERE leaf NOT IN (SELECT leaf FROM tariff_areas)
), income AS (
	SELECT area AS place, value AS income,
		row_number() OVER (PARTITION BY area ORDER BY period_end DESC, publisher) AS age
	FROM observation
	WHERE metric = 'disposable_income_month' AND value > 0 AND period_end <= day(:at, 'cn')
), offer AS (
	SELECT income.place, income.income, sold.price
	FROM income JOIN area AS a ON a.code = income.place
	LEFT JOIN area AS b ON b.rec = a.parent LEFT JOIN area AS c ON c.rec = b.parent
	JOIN sold ON sold.place IN (a.code, b.code, c.code)
	WHERE income.age = 1
	UNION ALL
	SELECT income.place, income.income, everywhere.price
	FROM income JOIN everywhere ON everywhere.price IS NOT NULL
	WHERE income.age = 1
), cheapest AS MATERIALIZED (
	SELECT place, min(price) AS price, max(income) AS income FROM offer GROUP BY place
), rate AS (
	SELECT cheapest.place, cheapest.price, cheapest.income, 100.0 * cheapest.price / cheapest.income AS share,
		coalesce(area.population, 1) AS people
	FROM cheapest LEFT JOIN area ON area.code = cheapest.place
)
SELECT '' AS area, '' AS dim, '' AS component, wavg(share, people) AS value, NULL AS num, NULL AS den, count(*) AS n
FROM rate
UNION ALL
SELECT place, '', '', share, price, income, 1 FROM rate
ORDER BY area
