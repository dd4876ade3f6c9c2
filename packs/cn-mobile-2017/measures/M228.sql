-- SPDX-License-Identifier: Apache-2.0
-- # Newest year of each area.
-- id: M228
-- article: 12
-- mechanism: A12.8
-- title: {en: Health stations of poor areas with telemedicine, zh: 贫困地区开通远程医疗的卫生院（室）占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT area AS place, dim AS class, metric, value,
		row_number() OVER (PARTITION BY area, dim, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('clinics_connected', 'clinics') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, class, max(iif(metric = 'clinics_connected', value, NULL)) AS part, max(iif(metric = 'clinics', value, NULL)) AS whole
	FROM latest WHERE age = 1 GROUP BY place, class
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num,
	sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
UNION ALL
SELECT place, '', '', 100.0 * sum(part) / sum(whole), sum(part), sum(whole), count(*)
FROM pair WHERE whole > 0 AND part IS NOT NULL GROUP BY place
ORDER BY area
