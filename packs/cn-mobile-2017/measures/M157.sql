-- SPDX-License-Identifier: Apache-2.0
-- # By the capital class of the operator that states the figure. Dims: the share of each class.
-- id: M157
-- article: 4
-- mechanism: A4.10
-- title: {en: Mobile subscribers with operators that are not wholly state-owned, zh: 非国有独资经营者的移动用户占比}
-- unit: percent
-- direction: watch
-- target: none
-- owner: regulator
WITH latest AS (
	SELECT publisher, value, rank() OVER (PARTITION BY publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric = 'subscribers' AND dim = 'mobile' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), held AS (
	SELECT party.capital AS class, sum(latest.value) AS people, count(DISTINCT party.rec) AS n
	FROM latest JOIN party ON party.registration_no = latest.publisher
	WHERE latest.age = 1 AND party.capital IS NOT NULL
	GROUP BY party.capital
), every AS (
	SELECT sum(people) AS people FROM held
), figure AS (
	SELECT '' AS dim, sum(iif(class = 'state', 0, people)) AS num, sum(n) AS n FROM held
	UNION ALL
	SELECT class, people, n FROM held
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif((SELECT people FROM every), 0) AS value,
	num, (SELECT people FROM every) AS den, n
FROM figure
ORDER BY dim
