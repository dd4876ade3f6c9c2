-- SPDX-License-Identifier: Apache-2.0
-- # Sum of the newest period of each platform and area of origin.
-- id: M232
-- article: 12
-- mechanism: A12.13
-- title: {en: Sales of poverty-relief channels, zh: 电商扶贫频道销售额}
-- unit: cny
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT area AS place, subject, value, row_number() OVER (PARTITION BY subject, dim, publisher ORDER BY period_end DESC) AS age
	FROM observation WHERE metric = 'channel_sales' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, sum(value) AS value, NULL AS num, NULL AS den, count(value) AS n FROM latest WHERE age = 1
UNION ALL
SELECT place, '', '', sum(value), NULL, NULL, count(value) FROM latest WHERE age = 1 AND place IS NOT NULL GROUP BY place
ORDER BY area
