-- SPDX-License-Identifier: Apache-2.0
-- # Newest score of each city as evaluated. "worst": the lowest.
-- id: M221
-- article: 11
-- mechanism: A11.8
-- title: {en: "Smart-city evaluation, median of cities", zh: 新型智慧城市评价得分（中位数）}
-- unit: score
-- direction: up
-- target: none
-- owner: assessor
WITH latest AS (
	SELECT area AS place, value, row_number() OVER (PARTITION BY area ORDER BY period_end DESC) AS age
	FROM observation WHERE metric = 'smart_city_score' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(value, :p50) AS value, NULL AS num, NULL AS den, count(value) AS n FROM latest WHERE age = 1
UNION ALL
SELECT '', '', 'worst', min(value), NULL, NULL, count(value) FROM latest WHERE age = 1
UNION ALL
SELECT place, '', '', value, NULL, NULL, 1 FROM latest WHERE age = 1
ORDER BY area, component
