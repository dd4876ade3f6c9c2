-- SPDX-License-Identifier: Apache-2.0
-- # By the kind of the organisation that states the figure.
-- id: M028
-- article: 5
-- mechanism: A5.14
-- title: {en: Mobile subscribers of resale enterprises, zh: 移动转售用户占移动用户比例}
-- unit: percent
-- direction: watch
-- target: none
-- owner: operator
WITH latest AS (
	SELECT publisher, area, value, rank() OVER (PARTITION BY publisher, area ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric = 'subscribers' AND dim = 'mobile' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), held AS (
	SELECT coalesce(latest.area, '') AS place, latest.value, party.kind = 'resale-operator' AS resale
	FROM latest JOIN party ON party.registration_no = latest.publisher
	WHERE latest.age = 1
), figure AS (
	SELECT '' AS area, sum(iif(resale, value, 0)) AS num, sum(value) AS den, count(*) AS n FROM held
	UNION ALL
	SELECT place, sum(iif(resale, value, 0)), sum(value), count(*) FROM held WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area
