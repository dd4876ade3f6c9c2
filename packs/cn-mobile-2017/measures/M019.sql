-- SPDX-License-Identifier: Apache-2.0
-- # Each year is compared with the one before over the plans that both have; weights are what was spent on
-- # a plan in the earlier year, where that was stated. A plan that is new or gone moves nothing.
-- id: M019
-- article: 5
-- mechanism: A5.5
-- title: {en: "Tariff price index (chained, first year = 100)", zh: 资费价格指数（链式，首期为100）}
-- unit: index
-- direction: down
-- target: none
-- owner: operator
WITH stated AS (
	SELECT period_end AS period, subject || ' ' || publisher AS plan,
		max(iif(metric = 'tariff_price', value, NULL)) AS price, max(iif(metric = 'tariff_spent', value, NULL)) AS spent
	FROM observation
	WHERE metric IN ('tariff_price', 'tariff_spent') AND value > 0 AND period_end <= day(:at, 'cn')
	GROUP BY subject, publisher, dim, period_start, period_end
), priced AS (
	SELECT period, plan, price, spent FROM stated WHERE price IS NOT NULL
), spent AS (
	SELECT count(spent) AS known FROM priced
)
SELECT '' AS area, '' AS dim, '' AS component,
	iif((SELECT known FROM spent) > 0, chain_index(period, plan, price, spent), chain_index(period, plan, price)) AS value,
	NULL AS num, NULL AS den, count(*) AS n
FROM priced
