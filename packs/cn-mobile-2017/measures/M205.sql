-- SPDX-License-Identifier: Apache-2.0
-- # Fund and equity investments of family F12 decided in the past year.
-- id: M205
-- article: 10
-- mechanism: A10.3
-- title: {en: Private money joined to each yuan of public funds, zh: 每元财政资金带动的社会资本}
-- unit: ratio
-- direction: up
-- target: none
-- owner: funder
WITH money AS (
	SELECT sum(iif(origin = 'public', amount, 0)) AS public_sum, sum(iif(origin IN ('private', 'foreign'), amount, 0)) AS private_sum, count(amount) AS n
	FROM funding
	WHERE kind IN ('fund', 'equity') AND family = 'F12' AND currency = 'CNY'
		AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, CAST(private_sum AS REAL) / nullif(public_sum, 0) AS value, private_sum AS num,
	public_sum AS den, n
FROM money
