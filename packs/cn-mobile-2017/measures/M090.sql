-- SPDX-License-Identifier: Apache-2.0
-- # Clocks that were stopped, or should have been by now. One that still runs within its time says nothing yet.
-- id: M090
-- article: 14
-- mechanism: A14.16
-- title: {en: Final incident reports handed in within the limit, zh: 事件总结报告按期报送比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH ended AS (
	SELECT "case".severity AS class, coalesce(area.code, '') AS place,
		coalesce(clock.stopped <= clock.due, 0) AS hit
	FROM clock
		JOIN "case" ON "case".rec = clock.in_case
		LEFT JOIN area ON area.rec = "case".area
	WHERE clock.name = 'final' AND "case".kind IN ('incident', 'risk-report') AND clock.state <> 'cancelled'
		AND clock.started >= :at - days(:past_year)
		AND (clock.stopped <= :at OR clock.due < :at)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM ended
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM ended WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM ended WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
