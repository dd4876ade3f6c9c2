-- SPDX-License-Identifier: Apache-2.0
-- # Infringement cases closed as upheld in the past year that name an amount, in yuan. "repeat": per cent of upheld cases with a
-- # repeat offender; "days": median days to the decision.
-- id: M055
-- article: 8
-- mechanism: A8.13
-- title: {en: Damages and fines awarded for infringement (median), zh: 侵权赔偿与罚款金额（中位数）}
-- unit: cny
-- direction: up
-- target: none
-- owner: enforcement
WITH upheld AS (
	SELECT amount / 100.0 AS yuan, coalesce("repeat", 0) AS again, (closed - opened) / days(1) AS days
	FROM "case"
	WHERE kind = 'ip-infringement' AND outcome = 'upheld' AND closed > :at - days(:past_year) AND closed <= :at
		AND coalesce(currency, 'CNY') = 'CNY'
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(yuan, :p50) AS value, NULL AS num, NULL AS den, count(yuan) AS n FROM upheld
UNION ALL
SELECT '', '', 'repeat', 100.0 * sum(again) / nullif(count(*), 0), sum(again), count(*), count(*) FROM upheld
UNION ALL
SELECT '', '', 'days', pctl(days, :p50), NULL, NULL, count(*) FROM upheld
ORDER BY component
