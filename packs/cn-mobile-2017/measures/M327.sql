-- SPDX-License-Identifier: Apache-2.0
-- # Decision clocks of enforcement cases that were stopped, or should have been by now.
-- id: M327
-- article: 24
-- mechanism: A24.12
-- title: {en: Enforcement decisions within the limit, zh: 执法案件按期作出决定的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: enforcement
WITH ended AS (
	SELECT coalesce(area.code, '') AS place, coalesce(clock.stopped <= clock.due, 0) AS hit
	FROM clock
		JOIN "case" ON "case".rec = clock.in_case
		LEFT JOIN area ON area.rec = "case".area
	WHERE clock.name = 'decision' AND "case".kind IN ('enforcement') AND clock.state <> 'cancelled'
		AND clock.started >= :at - days(:past_year)
		AND (clock.stopped <= :at OR clock.due < :at)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM ended
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM ended WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
