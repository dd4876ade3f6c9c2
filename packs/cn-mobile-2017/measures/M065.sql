-- SPDX-License-Identifier: Apache-2.0
-- # Mean of the newest month of each endpoint. "worst": the lowest of them.
-- id: M065
-- article: 11
-- mechanism: A11.2
-- title: {en: Availability of government service endpoints, zh: 政务服务端点可用率}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT subject, value, row_number() OVER (PARTITION BY subject ORDER BY period_end DESC) AS age
	FROM observation WHERE metric = 'item_availability' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, avg(value) AS value, NULL AS num, NULL AS den, count(value) AS n FROM latest WHERE age = 1
UNION ALL
SELECT '', '', 'worst', min(value), NULL, NULL, count(value) FROM latest WHERE age = 1
ORDER BY component
