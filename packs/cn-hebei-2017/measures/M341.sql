-- SPDX-License-Identifier: Apache-2.0
-- # Latest year of each area that also has the year before it.
-- id: M341
-- article: 8
-- mechanism: H8.1
-- title: {en: "Big data, smart, mobile and cloud industry: growth over the year before", zh: 大智移云产业营业收入同比增长}
-- unit: percent
-- direction: up
-- target: none
-- owner: statistician
WITH stated AS (
	SELECT subject, year(period_end) AS year, max(value) AS value
	FROM observation
	WHERE metric = 'core_industry_output' AND period_end <= day(:at, 'cn')
	GROUP BY subject, year(period_end)
), stepped AS (
	SELECT subject, year, value, lag(value) OVER (PARTITION BY subject ORDER BY year) AS before,
		lag(year) OVER (PARTITION BY subject ORDER BY year) AS year_before,
		row_number() OVER (PARTITION BY subject ORDER BY year DESC) AS nth
	FROM stated
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * (sum(value) - sum(before)) / nullif(sum(before), 0) AS value,
	sum(value) AS num, sum(before) AS den, count(*) AS n
FROM stepped WHERE nth = 1 AND year_before = year - 1
