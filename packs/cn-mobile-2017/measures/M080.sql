-- SPDX-License-Identifier: Apache-2.0
-- # Only indicators that are kept as records have a time at which they became known; those of large
-- # feeds are files without one. A sighting from before the indicator was known is no delay.
-- id: M080
-- article: 14
-- mechanism: A14.1
-- title: {en: Delay from an indicator becoming known to its first local sighting (95th percentile), zh: 威胁指标自公布至本地首次命中的时延（95 分位）}
-- unit: seconds
-- direction: down
-- target: none
-- owner: response-team
WITH met AS (
	SELECT indicator.category AS class, min(sighting.first) - indicator.first_seen AS wait
	FROM sighting CROSS JOIN indicator
		ON sighting.indicator = indicator.value AND sighting.kind = indicator.kind
			AND sighting.first >= indicator.first_seen
	GROUP BY indicator.rec, indicator.category, indicator.first_seen
	HAVING min(sighting.first) >= :at - days(:sighting_period) AND min(sighting.first) < :at
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(wait, :p95) / 1000000.0 AS value,
	NULL AS num, NULL AS den, count(*) AS n
FROM met
UNION ALL
SELECT '', class, '', pctl(wait, :p95) / 1000000.0, NULL, NULL, count(*)
FROM met GROUP BY class
ORDER BY area, dim
