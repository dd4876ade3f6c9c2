-- SPDX-License-Identifier: Apache-2.0
-- # Of all refusals of the past year, those whose ground is none of the listed ones. Dims are the
-- # operators that refused.
-- id: M038
-- article: 5
-- mechanism: A5.19
-- title: {en: Number-porting refusals without a listed ground, zh: 携号转网无法定事由拒绝的比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH judged AS (
	SELECT publisher, coalesce(area, '') AS place, metric, value
	FROM observation
	WHERE metric IN ('porting_refusals', 'porting_refusals_unlisted') AND value IS NOT NULL
		AND period_end > day(:at - days(:past_year), 'cn') AND period_end <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(iif(metric = 'porting_refusals_unlisted', value, NULL)) AS num,
		sum(iif(metric = 'porting_refusals', value, NULL)) AS den
	FROM judged
	UNION ALL
	SELECT place, '', sum(iif(metric = 'porting_refusals_unlisted', value, NULL)), sum(iif(metric = 'porting_refusals', value, NULL))
	FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', publisher, sum(iif(metric = 'porting_refusals_unlisted', value, NULL)), sum(iif(metric = 'porting_refusals', value, NULL))
	FROM judged GROUP BY publisher
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
