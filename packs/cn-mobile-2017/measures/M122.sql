-- SPDX-License-Identifier: Apache-2.0
-- # Clocks of requests from partners that were stopped, or should have been by now. Rows by partner country.
-- id: M122
-- article: 19
-- mechanism: A19.5
-- title: {en: International requests answered within the agreed time, zh: 国际协查请求按约定时限答复的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH ended AS (
	SELECT coalesce(area.code, '') AS place, coalesce(clock.stopped <= clock.due, 0) AS hit, coalesce(agreement.country, '') AS class
	FROM clock
		JOIN "case" ON "case".rec = clock.in_case
		LEFT JOIN area ON area.rec = "case".area
		LEFT JOIN agreement ON agreement.rec = "case".agreement
	WHERE clock.name = 'answer' AND "case".kind IN ('request') AND clock.state <> 'cancelled'
		AND clock.started >= :at - days(:past_year)
		AND (clock.stopped <= :at OR clock.due < :at)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM ended
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM ended WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM ended WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
