-- SPDX-License-Identifier: Apache-2.0
-- # Requests of the past year, as the operator that the user leaves states them: only counts leave the
-- # clearing house, never a number. Dims are these operators.
-- id: M036
-- article: 5
-- mechanism: A5.19
-- title: {en: Number-porting requests completed, zh: 携号转网申请办结率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH judged AS (
	SELECT publisher, coalesce(area, '') AS place, metric, value
	FROM observation
	WHERE metric IN ('porting_requests', 'porting_completed') AND value IS NOT NULL
		AND period_end > day(:at - days(:past_year), 'cn') AND period_end <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(iif(metric = 'porting_completed', value, NULL)) AS num,
		sum(iif(metric = 'porting_requests', value, NULL)) AS den
	FROM judged
	UNION ALL
	SELECT place, '', sum(iif(metric = 'porting_completed', value, NULL)), sum(iif(metric = 'porting_requests', value, NULL))
	FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', publisher, sum(iif(metric = 'porting_completed', value, NULL)), sum(iif(metric = 'porting_requests', value, NULL))
	FROM judged GROUP BY publisher
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
