-- SPDX-License-Identifier: Apache-2.0
-- # Open tasks with a date. Rows by article; component "body": rows by registration number of the body that
-- # owes the task.
-- id: M124
-- article: 21
-- mechanism: A21.2
-- title: {en: "Tasks overdue, by article and body", zh: 逾期未办结任务数（按条目和责任单位）}
-- unit: count
-- direction: down
-- target: none
-- owner: supervisor
WITH task AS MATERIALIZED (
	SELECT coalesce(action.article, '') AS article, coalesce(area.code, '') AS place,
		coalesce(party.registration_no, '') AS body, action.due < day(:at, 'cn') AS hit
	FROM action
		LEFT JOIN party ON party.rec = action.owner
		LEFT JOIN area ON area.rec = coalesce(action.area, party.area)
	WHERE action.due IS NOT NULL AND action.done IS NULL AND action.state <> 'closed'
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, sum(hit) AS num, count(*) AS den FROM task
	UNION ALL
	SELECT place, '', '', sum(hit), count(*) FROM task WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', article, '', sum(hit), count(*) FROM task WHERE article <> '' GROUP BY article
	UNION ALL
	SELECT '', body, 'body', sum(hit), count(*) FROM task WHERE body <> '' GROUP BY body
)
SELECT area, dim, component, num AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
