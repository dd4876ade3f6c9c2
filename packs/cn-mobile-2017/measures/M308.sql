-- SPDX-License-Identifier: Apache-2.0
-- # Tasks of all bodies in one docket; rows by article.
-- id: M308
-- article: 21
-- mechanism: A21.1
-- title: {en: Open tasks that are blocked, zh: 受阻任务占在办任务的比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: secretariat
WITH task AS MATERIALIZED (
	SELECT coalesce(article, '') AS article, state = 'blocked' AS hit FROM action
	WHERE done IS NULL AND state NOT IN ('closed', 'checked') AND coalesce(started, day(:at, 'cn')) <= day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(hit) AS num, count(*) AS den FROM task
	UNION ALL
	SELECT article, sum(hit), count(*) FROM task WHERE article <> '' GROUP BY article
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY dim
