-- SPDX-License-Identifier: Apache-2.0
-- # Newest level of each area, weighted by its residents; areas without a figure of residents count as one each. "gini": the
-- # Gini coefficient.
-- id: M069
-- article: 11
-- mechanism: A11.12
-- title: {en: Inequality of public services across areas (Theil index), zh: 公共服务水平地区差异（泰尔指数）}
-- unit: index
-- direction: down
-- target: none
-- owner: statistician
WITH latest AS (
	SELECT observation.area AS place, observation.value AS value,
		row_number() OVER (PARTITION BY observation.area ORDER BY observation.period_end DESC) AS age
	FROM observation
	WHERE observation.metric = 'public_service_level' AND observation.value IS NOT NULL AND observation.period_end <= day(:at, 'cn')
), level AS (
	SELECT latest.place AS place, latest.value AS value, coalesce(area.population, 1) AS people
	FROM latest LEFT JOIN area ON area.code = latest.place WHERE latest.age = 1
)
SELECT '' AS area, '' AS dim, '' AS component, theil_t(value, people) AS value, NULL AS num, NULL AS den, count(value) AS n FROM level
UNION ALL
SELECT '', '', 'gini', gini(value, people), NULL, NULL, count(value) FROM level
ORDER BY component
