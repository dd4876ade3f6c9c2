-- SPDX-License-Identifier: Apache-2.0
-- # Recommendations whose date has come, or that are done. Component "in-time": done by their date.
-- id: M112
-- article: 16
-- mechanism: A16.3
-- title: {en: Recommendations to block fraud numbers and sites that operators carried out, zh: 运营者落实诈骗封堵建议的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH asked AS (
	SELECT coalesce(area.code, '') AS place, action.done IS NOT NULL AS hit,
		coalesce(action.due >= action.done, 0) AS punctual
	FROM action
		JOIN party ON party.rec = action.owner
		LEFT JOIN area ON area.rec = coalesce(action.area, party.area)
	WHERE action.kind = 'block' AND (action.done <= day(:at, 'cn') OR action.due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS component, sum(hit) AS num, count(*) AS den FROM asked
	UNION ALL
	SELECT '', 'in-time', sum(punctual), count(*) FROM asked
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM asked WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, component
