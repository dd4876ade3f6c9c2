-- SPDX-License-Identifier: Apache-2.0
-- # As the operators count from tokens that stay with them; newest period of each.
-- id: M226
-- article: 12
-- mechanism: A12.6
-- title: {en: Preferential entitlements found twice or passed on, zh: 优惠资格重复或转让率}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH latest AS (
	SELECT publisher, metric, value, row_number() OVER (PARTITION BY publisher, metric ORDER BY period_end DESC) AS age
	FROM observation WHERE metric IN ('entitlements', 'entitlements_duplicate') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT publisher, max(iif(metric = 'entitlements', value, NULL)) AS whole, max(iif(metric = 'entitlements_duplicate', value, NULL)) AS part
	FROM latest WHERE age = 1 GROUP BY publisher
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num, sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
