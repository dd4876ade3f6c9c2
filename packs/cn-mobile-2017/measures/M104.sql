-- SPDX-License-Identifier: Apache-2.0
-- # Clocks of complaints handed to the provider that were stopped, or should have been by now.
-- id: M104
-- article: 15
-- mechanism: A15.9
-- title: {en: Complaints answered by the provider within the limit, zh: 企业在规定期限内答复投诉的比例}
-- unit: percent
-- direction: up
-- target: target_complaint_answer
-- owner: provider
WITH ended AS (
	SELECT "case".severity AS class, coalesce(area.code, '') AS place,
		coalesce(clock.stopped <= clock.due, 0) AS hit
	FROM clock
		JOIN "case" ON "case".rec = clock.in_case
		LEFT JOIN area ON area.rec = "case".area
	WHERE clock.name = 'provider' AND "case".kind IN ('complaint') AND clock.state <> 'cancelled'
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
