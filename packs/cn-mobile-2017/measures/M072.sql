-- SPDX-License-Identifier: Apache-2.0
-- # All investment of family F15 decided in the past year against its public part.
-- id: M072
-- article: 12
-- mechanism: A12.3
-- title: {en: Money joined to each yuan of public money, zh: 财政资金撬动比}
-- unit: ratio
-- direction: up
-- target: none
-- owner: funder
WITH money AS (
	SELECT sum(amount) AS every, sum(iif(origin = 'public', amount, 0)) AS public_sum, count(amount) AS n
	FROM funding
	WHERE family = 'F15' AND currency = 'CNY' AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, CAST(every AS REAL) / nullif(public_sum, 0) AS value, every AS num, public_sum AS den, n
FROM money
