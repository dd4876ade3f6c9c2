-- SPDX-License-Identifier: Apache-2.0
-- # By number of contracts decided in the past year. "amount": by money.
-- id: M060
-- article: 10
-- mechanism: A10.7
-- title: {en: Public contracts won by small enterprises, zh: 中小微企业政府采购中标占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH contract AS (
	SELECT coalesce(coalesce(funding.receiver_size, party.size) IN ('medium', 'small', 'micro'), 0) AS small, funding.amount AS amount
	FROM funding LEFT JOIN party ON party.rec = funding.receiver
	WHERE funding.kind = 'procurement' AND funding.decided > day(:at - days(:past_year), 'cn') AND funding.decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(small) / nullif(count(*), 0) AS value, sum(small) AS num, count(*) AS den, count(*) AS n FROM contract
UNION ALL
SELECT '', '', 'amount', 100.0 * sum(iif(small, amount, 0)) / nullif(sum(amount), 0), sum(iif(small, amount, 0)), sum(amount), count(amount) FROM contract
ORDER BY component
