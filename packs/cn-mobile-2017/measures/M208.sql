-- SPDX-License-Identifier: Apache-2.0
-- # "yuan": their sum. Listings are told with the kind "equity" and the giver left empty.
-- id: M208
-- article: 10
-- mechanism: A10.6
-- title: {en: Equity rounds of small enterprises in the past year, zh: 近一年中小微企业股权融资笔数}
-- unit: count
-- direction: up
-- target: none
-- owner: funder
WITH round_of AS (
	SELECT funding.amount / 100.0 AS yuan, funding.code AS code
	FROM funding LEFT JOIN party ON party.rec = funding.receiver
	WHERE funding.kind = 'equity' AND coalesce(funding.receiver_size, party.size) IN ('medium', 'small', 'micro') AND funding.currency = 'CNY'
		AND funding.decided > day(:at - days(:past_year), 'cn') AND funding.decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, iif((SELECT count(code) FROM funding WHERE kind = 'equity') > 0, count(code), NULL) AS value,
	NULL AS num, NULL AS den, count(code) AS n
FROM round_of
UNION ALL
SELECT '', '', 'yuan', sum(yuan), NULL, NULL, count(code) FROM round_of
ORDER BY component
