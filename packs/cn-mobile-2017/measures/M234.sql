-- SPDX-License-Identifier: Apache-2.0
-- # Family F15, kind "infrastructure", decided in the past year, in areas of class "poor" whose population is registered.
-- id: M234
-- article: 12
-- mechanism: A12.2
-- title: {en: Investment in infrastructure of poor areas per head, zh: 贫困地区人均基础设施投资}
-- unit: cny
-- direction: up
-- target: none
-- owner: funder
WITH poor AS (
	SELECT area.rec AS rec, area.code AS place, area.population AS people FROM area
	WHERE area.population > 0 AND area.leaf IN (SELECT leaf FROM area_class WHERE value = 'poor')
), spent AS (
	SELECT poor.place AS place, poor.people AS people, sum(funding.amount) AS amount
	FROM poor JOIN funding ON funding.area = poor.rec
	WHERE funding.kind = 'infrastructure' AND funding.family = 'F15' AND funding.currency = 'CNY'
		AND funding.decided > day(:at - days(:past_year), 'cn') AND funding.decided <= day(:at, 'cn')
	GROUP BY poor.rec
)
SELECT '' AS area, '' AS dim, '' AS component, sum(amount) / 100.0 / nullif(sum(people), 0) AS value, sum(amount) / 100.0 AS num, sum(people) AS den, count(*) AS n FROM spent
UNION ALL
SELECT place, '', '', amount / 100.0 / people, amount / 100.0, people, 1 FROM spent
ORDER BY area
