-- SPDX-License-Identifier: Apache-2.0
-- # Milestones are tasks of kind milestone that belong to a project with a technology. Dims are technologies
-- # (artificial intelligence, virtual and augmented reality, micro-electro-mechanical systems, ...).
-- id: M163
-- article: 6
-- mechanism: A6.6
-- title: {en: Milestones of emerging technologies reached by their date, zh: 新兴技术布局里程碑按期完成率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT programme.technology AS class, coalesce(action.done <= action.due, 0) AS yes
	FROM action JOIN programme ON programme.rec = action.programme
	WHERE action.kind = 'milestone' AND programme.technology IS NOT NULL AND programme.family = 'F07'
		AND action.due IS NOT NULL AND (action.done <= day(:at, 'cn') OR action.due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
