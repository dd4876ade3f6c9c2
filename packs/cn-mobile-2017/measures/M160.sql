-- SPDX-License-Identifier: Apache-2.0
-- # Funds of the families F07 to F09 decided in the past year: what was paid of what was planned. "hhi":
-- # how concentrated the receivers are (10000: one receiver). Dims are families. Yuan only.
-- id: M160
-- article: 6
-- mechanism: A6.2
-- title: {en: Research and development funds paid against the plan, zh: 研发资金拨付率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH money AS (
	SELECT family AS class, receiver, budgeted, iif(paid <= day(:at, 'cn'), coalesce(amount, 0), 0) AS spent
	FROM funding
	WHERE family IN ('F07', 'F08', 'F09') AND currency = 'CNY' AND budgeted > 0
		AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
), receiver AS (
	SELECT receiver, sum(spent) AS spent FROM money WHERE receiver IS NOT NULL GROUP BY receiver
), figure AS (
	SELECT '' AS dim, sum(spent) AS num, sum(budgeted) AS den, count(*) AS n FROM money
	UNION ALL
	SELECT class, sum(spent), sum(budgeted), count(*) FROM money GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n FROM figure
UNION ALL
SELECT '', '', 'hhi', hhi(nullif(spent, 0)), NULL, NULL, count(*) FROM receiver
ORDER BY dim, component
