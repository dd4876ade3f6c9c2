-- SPDX-License-Identifier: Apache-2.0
-- # Newest year of each area; totals, no enterprise is named.
-- id: M206
-- article: 10
-- mechanism: A10.4
-- title: {en: Small enterprises that took tax or fee relief, zh: 享受税费减免的中小微企业占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: statistician
WITH latest AS (
	SELECT area AS place, metric, value, row_number() OVER (PARTITION BY area, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('smes_eligible', 'relief_takers') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, max(iif(metric = 'smes_eligible', value, NULL)) AS firms, max(iif(metric = 'relief_takers', value, NULL)) AS takers
	FROM latest WHERE age = 1 GROUP BY place
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(takers) / nullif(sum(firms), 0) AS value, sum(takers) AS num, sum(firms) AS den, count(*) AS n
FROM pair WHERE firms > 0 AND takers IS NOT NULL
UNION ALL
SELECT place, '', '', 100.0 * takers / firms, takers, firms, 1 FROM pair WHERE firms > 0 AND takers IS NOT NULL
ORDER BY area
