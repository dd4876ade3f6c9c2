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
WITH priced AS (
	SELECT p.period_end AS period, p.subject || ' ' || p.publisher AS plan, p.value AS price, s.value AS spent
	FROM observation AS p
	LEFT JOIN observation AS s ON s.metric = 'tariff_spent' AND s.subject = p.subject AND s.dim = p.dim
		AND s.period_start = p.period_start AND s.period_end = p.period_end AND s.publisher = p.publisher
	WHERE p.metric = 'tariff_price' AND p.value > 0 AND p.period_end <= day(:at, 'cn')
), spent AS (
	SELECT count(spent) AS known FROM priced
)
SELECT '' AS area, '' AS dim, '' AS component,
	iif((SELECT known FROM spent) > 0, chain_index(period, plan, price, spent), chain_index(period, plan, price)) AS value,
	NULL AS num, NULL AS den, count(*) AS n
FROM priced
