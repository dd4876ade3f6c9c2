-- SPDX-License-Identifier: Apache-2.0
-- # Paid against planned money of grants and funds decided in the past year, for receivers that are medium, small or micro.
-- # "yuan": the sum paid. Dims are kinds.
-- id: M059
-- article: 10
-- mechanism: A10.2
-- title: {en: Policy funds paid out to small enterprises, zh: 中小微企业政策资金拨付率}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH money AS (
	SELECT funding.kind AS class, funding.budgeted AS budgeted, iif(funding.paid <= day(:at, 'cn'), coalesce(funding.amount, 0), 0) AS paid
	FROM funding LEFT JOIN party ON party.rec = funding.receiver
	WHERE funding.kind IN ('grant', 'fund') AND funding.origin IN ('public', 'mixed') AND funding.family = 'F12' AND funding.currency = 'CNY'
		AND coalesce(funding.receiver_size, party.size) IN ('medium', 'small', 'micro') AND funding.budgeted > 0
		AND funding.decided > day(:at - days(:past_year), 'cn') AND funding.decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(paid) / nullif(sum(budgeted), 0) AS value, sum(paid) AS num, sum(budgeted) AS den, count(*) AS n FROM money
UNION ALL
SELECT '', '', 'yuan', sum(paid) / 100.0, NULL, NULL, count(*) FROM money
UNION ALL
SELECT '', class, '', 100.0 * sum(paid) / sum(budgeted), sum(paid), sum(budgeted), count(*) FROM money GROUP BY class
ORDER BY dim, component
