-- SPDX-License-Identifier: Apache-2.0
-- # Tasks handed out by joint conferences that are done, or due by now.
-- id: M125
-- article: 21
-- mechanism: A21.3
-- title: {en: Decisions of the joint conference carried out on time, zh: 联席会议议定事项按期落实比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: secretariat
WITH owed AS (
	SELECT coalesce(action.done <= action.due, 0) AS hit, coalesce(area.code, '') AS place
	FROM action
		JOIN meeting ON meeting.rec = action.meeting AND meeting.kind = 'joint-conference'
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
