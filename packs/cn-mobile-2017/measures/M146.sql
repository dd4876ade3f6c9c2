-- SPDX-License-Identifier: Apache-2.0
-- # Objectives are the milestones and tasks that stand on an article. Those whose date has passed are
-- # judged: done by then or not. "overdue": how many are still open. Dims are the articles.
-- id: M146
-- article: 3
-- mechanism: A3.3
-- title: {en: Objectives reached by their date, zh: 到期目标按期完成率}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH judged AS (
	SELECT coalesce(article, '') AS class, coalesce(done <= due, 0) AS yes,
		state <> 'closed' AND done IS NULL AS late
	FROM action
	WHERE kind IN ('milestone', 'task') AND origin = 'article' AND due < day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, '' AS component, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT class, '', sum(yes), count(*) FROM judged WHERE class <> '' GROUP BY class
)
SELECT '' AS area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n FROM figure
UNION ALL
SELECT '', '', 'overdue', sum(late), NULL, NULL, count(*) FROM judged
ORDER BY dim, component
