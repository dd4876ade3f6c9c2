-- SPDX-License-Identifier: Apache-2.0
-- # By amount: shares of pool income whose day has come in the past year. Weights per patent are the pool's own;
-- # this says whether what was agreed was paid.
-- id: M053
-- article: 8
-- mechanism: A8.8
-- title: {en: Patent-pool income distributed by the agreed day, zh: 专利池收益按期分配率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH share AS (
	SELECT agreement.number AS pool, funding.amount, coalesce(funding.paid <= funding.due, 0) AS kept
	FROM funding JOIN agreement ON agreement.rec = funding.agreement
	WHERE funding.kind = 'pool-distribution' AND funding.amount > 0
		AND funding.due > day(:at - days(:past_year), 'cn') AND funding.due < day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(iif(kept, amount, 0)) AS num, sum(amount) AS den, count(*) AS n FROM share
	UNION ALL
	SELECT pool, sum(iif(kept, amount, 0)), sum(amount), count(*) FROM share GROUP BY pool
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim
