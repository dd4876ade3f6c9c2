-- SPDX-License-Identifier: Apache-2.0
-- # Entries of scheme "horizon" of the last year that were decided, or should have been by now.
-- id: M282
-- article: 17
-- mechanism: A17.8
-- title: {en: New technologies and services on the watch list decided in time, zh: 新技术新业态跟踪事项按期作出应对决定的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH listed AS (
	SELECT coalesce(decided <= day(instant(requested) + days(:watch_decision_days)), 0) AS hit
	FROM assessment
	WHERE scheme = 'horizon' AND requested BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		AND (decided <= day(:at, 'cn') OR requested < day(:at - days(:watch_decision_days), 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM listed
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
