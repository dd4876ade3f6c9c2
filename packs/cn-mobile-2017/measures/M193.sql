-- SPDX-License-Identifier: Apache-2.0
-- # Of firms that hold a right or have been assessed at all; sole traders are left out.
-- id: M193
-- article: 8
-- mechanism: A8.9
-- title: {en: Firms with a valid assessment of their intellectual-property risk, zh: 知识产权风险评估在有效期内的企业占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH firm AS (
	SELECT party.rec AS rec FROM party
	WHERE party.kind = 'firm' AND NOT coalesce(party.sole_trader, 0)
		AND (party.rec IN (SELECT holder FROM ipright WHERE holder IS NOT NULL)
			OR party.rec IN (SELECT party FROM assessment WHERE scheme = 'ip-risk' AND party IS NOT NULL))
), judged AS (
	SELECT firm.rec IN (SELECT party FROM assessment WHERE scheme = 'ip-risk' AND party IS NOT NULL
		AND decided <= day(:at, 'cn') AND (valid_until IS NULL OR valid_until > day(:at, 'cn'))) AS yes
	FROM firm
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
