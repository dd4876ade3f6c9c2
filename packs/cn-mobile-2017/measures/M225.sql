-- SPDX-License-Identifier: Apache-2.0
-- # Newest quarter of each publisher. Facts and alerts only; reach is not followed to persons.
-- id: M225
-- article: 11
-- mechanism: A11.13
-- title: {en: Government notices with a signature that verifies, zh: 带可核验签名的政务信息占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: data-publisher
WITH latest AS (
	SELECT publisher, metric, value, row_number() OVER (PARTITION BY publisher, metric ORDER BY period_end DESC) AS age
	FROM observation WHERE metric IN ('notices_published', 'notices_signed') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT publisher, max(iif(metric = 'notices_published', value, NULL)) AS whole, max(iif(metric = 'notices_signed', value, NULL)) AS part
	FROM latest WHERE age = 1 GROUP BY publisher
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num, sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
