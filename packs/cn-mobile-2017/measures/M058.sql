-- SPDX-License-Identifier: Apache-2.0
-- # Areas that report both years; each area's newest year against the year before.
-- id: M058
-- article: 9
-- mechanism: A9.12
-- title: {en: "Growth of information consumption, year on year", zh: 信息消费同比增速}
-- unit: percent
-- direction: up
-- target: none
-- owner: statistician
WITH series AS (
	SELECT area AS place, period_end, value,
		lag(value) OVER (PARTITION BY area ORDER BY period_end) AS before,
		lag(period_end) OVER (PARTITION BY area ORDER BY period_end) AS before_end,
		row_number() OVER (PARTITION BY area ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric = 'information_consumption' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, value, before FROM series WHERE age = 1 AND before > 0 AND before_end = month_add(period_end, -:year_months)
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * (sum(value) - sum(before)) / nullif(sum(before), 0) AS value,
	sum(value) AS num, sum(before) AS den, count(*) AS n
FROM pair
UNION ALL
SELECT place, '', '', 100.0 * (value - before) / before, value, before, 1 FROM pair
ORDER BY area
