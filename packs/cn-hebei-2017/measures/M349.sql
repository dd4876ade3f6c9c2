-- SPDX-License-Identifier: Apache-2.0
-- # Clocks that were stopped, or should have been by now. Rows by topic, from the closed words of the body:
-- # what people wrote is not kept.
-- id: M349
-- article: 10
-- mechanism: H10.2
-- title: {en: Questions of the public answered within the limit, zh: 网上群众来问按期答复比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH ended AS (
	SELECT coalesce(area.code, '') AS place, coalesce(clock.stopped <= clock.due, 0) AS hit, coalesce("case".topic, '') AS class
	FROM clock
		JOIN "case" ON "case".rec = clock.in_case
		LEFT JOIN area ON area.rec = "case".area
	WHERE clock.name = 'answer' AND "case".kind = 'consultation' AND "case".by_public = 1 AND clock.state <> 'cancelled'
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
