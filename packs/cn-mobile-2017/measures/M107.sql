-- SPDX-License-Identifier: Apache-2.0
-- # The first suspicion is the first sighting of the case's indicator, or else the opening of the case; the
-- # alert is the first warning or bulletin of the case. Component "p95": the 95th percentile.
-- id: M107
-- article: 15
-- mechanism: A15.10
-- title: {en: Minutes from the first suspicion of a rogue base station to the alert (median), zh: 伪基站首次可疑观测至告警用时中位数}
-- unit: minutes
-- direction: down
-- target: none
-- owner: response-team
WITH told AS (
	SELECT min(coalesce((
			SELECT min(sighting.first) FROM sighting
			WHERE sighting.category = 'rogue-cell' AND sighting.indicator = "case".indicator
				AND sighting.first <= "case".opened
		), "case".opened)) AS suspected, min(notice.issued) AS issued
	FROM "case" JOIN notice ON notice.in_case = "case".rec
	WHERE "case".kind = 'rogue-cell' AND notice.kind IN ('warning', 'bulletin')
		AND notice.issued <= :at AND "case".opened >= :at - days(:past_year)
	GROUP BY "case".rec
), timed AS (
	SELECT 1.0 * (issued - suspected) / 1000000 / :minute_seconds AS wait FROM told
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(wait, :p50) AS value, NULL AS num,
	NULL AS den, count(*) AS n
FROM timed
UNION ALL
SELECT '', '', 'p95', pctl(wait, :p95), NULL, NULL, count(*) FROM timed
ORDER BY component
