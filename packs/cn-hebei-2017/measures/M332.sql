-- SPDX-License-Identifier: Apache-2.0
-- # An event has a date that does not move: a milestone counts only if it was done by its own. The Winter
-- # Games of 2022 are over and serve as history.
-- id: M332
-- article: 4
-- mechanism: H4.2
-- title: {en: Milestones of event projects reached on time, zh: 重大活动保障项目节点按期完成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH milestone AS (
	SELECT coalesce(action.done <= action.due, 0) AS hit
	FROM action JOIN programme ON programme.rec = action.programme
	WHERE action.kind = 'milestone' AND programme.kind = 'event' AND action.due IS NOT NULL
		AND (action.done <= day(:at, 'cn') OR action.due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM milestone
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
