-- SPDX-License-Identifier: Apache-2.0
-- # Value added of the latest year against that of the year before, over areas and industries that have both.
-- # Nominal: prices are not taken out. Dims are industries.
-- id: M168
-- article: 7
-- mechanism: A7.4
-- title: {en: "Growth of strategic emerging industries, year on year", zh: 战略性新兴产业增加值同比增速}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH yearly AS (
	SELECT area AS place, dim, period_start, period_end, value,
		lag(value) OVER same AS before, lag(period_end) OVER same AS before_end,
		row_number() OVER (PARTITION BY area, dim ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric = 'emerging_value_added' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
	WINDOW same AS (PARTITION BY area, dim ORDER BY period_end)
), pair AS (
	SELECT place, dim, value, before FROM yearly
	WHERE age = 1 AND before > 0 AND instant(period_start) - instant(before_end) = days(1)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(value) AS num, sum(before) AS den, count(*) AS n FROM pair
	UNION ALL
	SELECT place, '', sum(value), sum(before), count(*) FROM pair WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', dim, sum(value), sum(before), count(*) FROM pair GROUP BY dim
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) - 100 AS value, num, den, n
FROM figure
ORDER BY area, dim
