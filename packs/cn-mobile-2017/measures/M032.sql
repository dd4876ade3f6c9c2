-- SPDX-License-Identifier: Apache-2.0
-- # Each dim is a pair of operators, by the number of their interconnection agreement.
-- id: M032
-- article: 5
-- mechanism: A5.16
-- title: {en: "Delay between networks, 95th percentile", zh: 网间时延（第95百分位）}
-- unit: milliseconds
-- direction: down
-- target: none
-- owner: operator
WITH sample AS (
	SELECT agreement.number AS class, observation.value
	FROM observation JOIN agreement ON agreement.number = observation.subject
	WHERE observation.metric = 'interconnect_delay' AND observation.value IS NOT NULL
		AND observation.period_end > day(:at - days(:quality_period), 'cn') AND observation.period_end <= day(:at, 'cn')
		AND agreement.kind = 'interconnection' AND agreement.state = 'in-force'
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(value, :p95) AS value, NULL AS num, NULL AS den, count(*) AS n FROM sample
UNION ALL
SELECT '', '', 'median', pctl(value, :p50), NULL, NULL, count(*) FROM sample
UNION ALL
SELECT '', class, '', pctl(value, :p95), NULL, NULL, count(*) FROM sample GROUP BY class
ORDER BY dim, component
