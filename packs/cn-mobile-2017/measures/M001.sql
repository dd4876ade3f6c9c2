-- SPDX-License-Identifier: Apache-2.0
-- # Judged are those whose date fell in the past year and which are decided, or whose date has passed.
-- # An undecided one is late from the day after. Business licences are another body's.
-- id: M001
-- article: 4
-- mechanism: A4.3
-- title: {en: Approvals decided within the time limit, zh: 行政许可按期办结率}
-- unit: percent
-- direction: up
-- target: approvals_in_time
-- owner: regulator
WITH judged AS (
	SELECT coalesce(area.code, '') AS place, permit.kind AS class,
		coalesce(permit.decided <= permit.due, 0) AS yes
	FROM permit LEFT JOIN area ON area.rec = permit.area
	WHERE permit.kind IN ('licence', 'filing', 'approval', 'pilot')
		AND permit.due > day(:at - days(:past_year), 'cn')
		AND (permit.decided <= day(:at, 'cn') OR permit.due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
