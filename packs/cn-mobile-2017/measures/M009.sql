-- SPDX-License-Identifier: Apache-2.0
-- # Sum of the squared shares of subscribers: 10000 is one operator, 2500 four equal ones. Each market is a
-- # dim; the total row is the most concentrated market, because markets cannot be added. Subscribers of
-- # an operator are summed over its areas.
-- id: M009
-- article: 5
-- mechanism: A5.20
-- title: {en: Concentration of markets (Herfindahl-Hirschman index), zh: 市场集中度（赫芬达尔—赫希曼指数）}
-- unit: hhi
-- direction: down
-- target: none
-- owner: regulator
WITH latest AS (
	SELECT publisher, area, dim, value, rank() OVER (PARTITION BY publisher, area, dim ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric = 'subscribers' AND dim <> 'all' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), held AS (
	SELECT dim, publisher, sum(value) AS people FROM latest WHERE age = 1 GROUP BY dim, publisher
), market AS MATERIALIZED (
	SELECT dim, hhi(people) AS value, count(*) AS n FROM held GROUP BY dim
)
SELECT '' AS area, '' AS dim, '' AS component, max(value) AS value, NULL AS num, NULL AS den, sum(n) AS n FROM market
UNION ALL
SELECT '', dim, '', value, NULL, NULL, n FROM market
ORDER BY dim
