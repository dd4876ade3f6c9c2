-- SPDX-License-Identifier: Apache-2.0
-- # Of requests in the newest period of each platform.
-- id: M211
-- article: 10
-- mechanism: A10.13
-- title: {en: Requests for access to open platforms that were refused, zh: 开放平台拒绝接入率}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH latest AS (
	SELECT subject, metric, value, row_number() OVER (PARTITION BY subject, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('api_requests', 'api_refusals') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT subject, max(iif(metric = 'api_requests', value, NULL)) AS requests, max(iif(metric = 'api_refusals', value, NULL)) AS refusals
	FROM latest WHERE age = 1 GROUP BY subject
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(refusals) / nullif(sum(requests), 0) AS value, sum(refusals) AS num,
	sum(requests) AS den, count(*) AS n
FROM pair WHERE requests > 0 AND refusals IS NOT NULL
