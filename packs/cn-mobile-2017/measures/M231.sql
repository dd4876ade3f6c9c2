-- SPDX-License-Identifier: Apache-2.0
-- # Needs for languages, low bandwidth or offline use that areas have named; newest year.
-- id: M231
-- article: 12
-- mechanism: A12.14
-- title: {en: Needs for special applications that are met, zh: 民族地区、偏远地区应用需求满足率}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT area AS place, dim AS class, metric, value,
		row_number() OVER (PARTITION BY area, dim, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('language_needs_met', 'language_needs') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, class, max(iif(metric = 'language_needs_met', value, NULL)) AS part, max(iif(metric = 'language_needs', value, NULL)) AS whole
	FROM latest WHERE age = 1 GROUP BY place, class
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num,
	sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
UNION ALL
SELECT place, '', '', 100.0 * sum(part) / sum(whole), sum(part), sum(whole), count(*)
FROM pair WHERE whole > 0 AND part IS NOT NULL GROUP BY place
ORDER BY area
