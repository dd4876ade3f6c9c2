-- SPDX-License-Identifier: Apache-2.0
-- # Official yearly aggregates by area; the latest year that each area has. No victim and no single case.
-- id: M111
-- article: 16
-- mechanism: A16.3
-- title: {en: Reported loss by telecom and online fraud per million inhabitants, zh: 每百万人口电信网络诈骗报案损失}
-- unit: cny-per-million
-- direction: down
-- target: none
-- owner: enforcement
WITH latest AS (
	SELECT area.code AS code, area.population AS population, observation.value AS loss,
		row_number() OVER (PARTITION BY area.code
			ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation JOIN area ON area.code = observation.area
	WHERE observation.metric = 'fraud_loss' AND area.population > 0
		AND observation.period_end <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, sum(loss) AS num, sum(population) AS den, count(*) AS n
	FROM latest WHERE nth = 1
	UNION ALL
	SELECT code, loss, population, 1 FROM latest WHERE nth = 1
)
SELECT area, '' AS dim, '' AS component, 1000000.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area
