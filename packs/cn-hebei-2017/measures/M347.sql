-- SPDX-License-Identifier: Apache-2.0
-- # Money decided within the year, in yuan. Rows: grant (industry special funds), fund (venture guidance
-- # funds), equity (investment in shares).
-- id: M347
-- article: 9
-- mechanism: H9.4
-- title: {en: Provincial funds paid out, zh: 省级专项资金、引导基金与股权投资拨付率}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH fund AS MATERIALIZED (
	SELECT kind, budgeted / 100.0 AS planned, CASE WHEN paid <= day(:at, 'cn') THEN coalesce(amount, 0) / 100.0 ELSE 0 END AS given
	FROM funding
	WHERE kind IN ('grant', 'fund', 'equity') AND origin IN ('public', 'mixed') AND currency = 'CNY' AND budgeted > 0
		AND decided BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(given) AS num, sum(planned) AS den, count(*) AS n FROM fund
	UNION ALL
	SELECT kind, sum(given), sum(planned), count(*) FROM fund GROUP BY kind
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim
