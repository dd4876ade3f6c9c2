-- SPDX-License-Identifier: Apache-2.0
-- # Anomalies of the last year that were no false alarm; one that is not repaired yet counts with its age.
-- id: M115
-- article: 17
-- mechanism: A17.1
-- title: {en: Hours until a route or delegation anomaly is repaired (median), zh: 路由或解析异常修复用时中位数}
-- unit: hours
-- direction: down
-- target: none
-- owner: operator
WITH seen AS (
	SELECT resource.kind AS class, 1.0 * (coalesce("case".closed, :at) - "case".opened) / hours(1) AS took
	FROM "case" LEFT JOIN resource ON resource.rec = "case".resource
	WHERE "case".kind = 'anomaly' AND "case".opened < :at
		AND "case".opened >= :at - days(:past_year)
		AND coalesce("case".outcome, '') NOT IN ('false-alarm', 'withdrawn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(took, :p50) AS value, NULL AS num,
	NULL AS den, count(*) AS n
FROM seen
UNION ALL
SELECT '', class, '', pctl(took, :p50), NULL, NULL, count(*)
FROM seen WHERE class IS NOT NULL GROUP BY class
ORDER BY dim
