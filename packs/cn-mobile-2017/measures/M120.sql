-- SPDX-License-Identifier: Apache-2.0
-- # Sum over cables, gateways and links with a far end abroad, each by its latest return. Component
-- # "delay-p95": milliseconds, 95th percentile over the links.
-- id: M120
-- article: 18
-- mechanism: A18.2
-- title: {en: "International capacity, and delay, by country", zh: 国际出口容量与时延（按国家和地区）}
-- unit: gbps
-- direction: up
-- target: none
-- owner: operator
WITH latest AS MATERIALIZED (
	SELECT observation.metric AS metric, asset.country AS country, observation.value AS value,
		row_number() OVER (PARTITION BY observation.metric, observation.subject
			ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation JOIN asset ON asset.name = observation.subject
	WHERE observation.metric IN ('intl_capacity', 'intl_delay') AND asset.country IS NOT NULL
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND observation.period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), every AS (
	SELECT '' AS class, metric, value FROM latest WHERE nth = 1
	UNION ALL
	SELECT country, metric, value FROM latest WHERE nth = 1
), figure AS (
	SELECT class, '' AS component, sum(value) AS value, count(*) AS n
	FROM every WHERE metric = 'intl_capacity' GROUP BY class
	UNION ALL
	SELECT class, 'delay-p95', pctl(value, :p95), count(*)
	FROM every WHERE metric = 'intl_delay' GROUP BY class
)
SELECT '' AS area, class AS dim, component, value, NULL AS num, NULL AS den, n
FROM figure
ORDER BY dim, component
