-- SPDX-License-Identifier: Apache-2.0
-- # Tasks from meetings of governance bodies that are done, or due by now.
-- id: M305
-- article: 19
-- mechanism: A19.1
-- title: {en: Follow-ups from governance bodies done on time, zh: 参与国际治理机制的后续事项按期完成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH owed AS (
	SELECT coalesce(action.done <= action.due, 0) AS hit, coalesce(area.code, '') AS place
	FROM action
		JOIN meeting ON meeting.rec = action.meeting AND meeting.kind = 'governance'
		LEFT JOIN party ON party.rec = action.owner
		LEFT JOIN area ON area.rec = party.area
	WHERE action.due IS NOT NULL AND (action.done <= day(:at, 'cn') OR action.due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM owed
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM owed WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
