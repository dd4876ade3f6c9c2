-- SPDX-License-Identifier: Apache-2.0
-- # 1: the rate is the cost. Above, the payer pays for more than it causes; below, the payee does. The total
-- # is money at the agreed rates over money at cost, for the traffic settled. "off": how far from 1.
-- # Costs come out of "cresset calc lric". Dims are agreements.
-- id: M035
-- article: 5
-- mechanism: A5.18
-- title: {en: Settlement rate against long-run incremental cost, zh: 网间结算费率与单位长期增量成本之比}
-- unit: ratio
-- direction: watch
-- target: none
-- owner: operator
WITH latest AS (
	SELECT subject, metric, value, row_number() OVER (PARTITION BY subject, metric ORDER BY period_end DESC, publisher) AS age
	FROM observation
	WHERE metric IN ('lric_unit_cost', 'settled_traffic') AND value > 0 AND period_end <= day(:at, 'cn')
), figure AS (
	SELECT subject, max(iif(metric = 'lric_unit_cost', value, NULL)) AS cost, max(iif(metric = 'settled_traffic', value, NULL)) AS traffic
	FROM latest WHERE age = 1 GROUP BY subject
), pair AS MATERIALIZED (
	SELECT agreement.number AS class, agreement.rate / 100.0 * figure.traffic AS paid, figure.cost * figure.traffic AS cost
	FROM agreement JOIN figure ON figure.subject = agreement.number
	WHERE agreement.kind = 'interconnection' AND agreement.state = 'in-force' AND agreement.currency = 'CNY'
		AND agreement.rate IS NOT NULL AND figure.cost IS NOT NULL AND figure.traffic IS NOT NULL
), every AS (
	SELECT sum(paid) AS paid, sum(cost) AS cost, count(*) AS n FROM pair
)
SELECT '' AS area, '' AS dim, '' AS component, paid / nullif(cost, 0) AS value, paid AS num, cost AS den, n FROM every
UNION ALL
SELECT '', '', 'off', abs(paid / nullif(cost, 0) - 1), NULL, NULL, n FROM every
UNION ALL
SELECT '', class, '', paid / nullif(cost, 0), paid, cost, 1 FROM pair
ORDER BY dim, component
