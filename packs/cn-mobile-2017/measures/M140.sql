-- SPDX-License-Identifier: Apache-2.0
-- # Latest survey of each area, weighted with its inhabitants. Survey aggregates only.
-- id: M140
-- article: 24
-- mechanism: A24.17
-- title: {en: Digital-literacy index, zh: 全民数字素养指数}
-- unit: index
-- direction: up
-- target: none
-- owner: statistician
WITH latest AS (
	SELECT area.code AS code, area.population AS population, observation.value AS value, observation.n AS samples,
		row_number() OVER (PARTITION BY area.code ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation JOIN area ON area.code = observation.area
	WHERE observation.metric = 'literacy_index' AND observation.dim = 'all' AND area.population > 0
		AND observation.period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, wavg(value, population) AS value, NULL AS num, NULL AS den, count(*) AS n
FROM latest WHERE nth = 1
UNION ALL
SELECT code, '', '', value, NULL, NULL, coalesce(samples, 1) FROM latest WHERE nth = 1
ORDER BY area
