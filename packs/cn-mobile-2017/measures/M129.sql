-- SPDX-License-Identifier: Apache-2.0
-- # Component "budget": yuan of the offices' budget of the year per supervised provider.
-- id: M129
-- article: 21
-- mechanism: A21.12
-- title: {en: Supervision staff per supervised provider, zh: 每家被监管企业对应的监管人员数}
-- unit: ratio
-- direction: watch
-- target: none
-- owner: funder
WITH provider AS MATERIALIZED (
	SELECT count(*) AS providers FROM party
	WHERE kind IN ('telecom-operator', 'access-provider', 'information-provider', 'domain-provider')
		AND (ceased IS NULL OR ceased > day(:at, 'cn'))
), staff AS (
	SELECT value, row_number() OVER (PARTITION BY subject ORDER BY period_end DESC, publisher) AS nth
	FROM observation
	WHERE metric = 'office_staff' AND period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), budget AS (
	SELECT sum(amount) / 100.0 AS cny, count(amount) AS n FROM funding
	WHERE kind = 'office-budget' AND currency = 'CNY'
		AND decided BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component,
	1.0 * (SELECT sum(value) FROM staff WHERE nth = 1) / nullif(providers, 0) AS value,
	(SELECT sum(value) FROM staff WHERE nth = 1) AS num, providers AS den,
	(SELECT count(*) FROM staff WHERE nth = 1) AS n
FROM provider
UNION ALL
SELECT '', '', 'budget', budget.cny / nullif(providers, 0), budget.cny, providers, budget.n FROM provider, budget
ORDER BY component
