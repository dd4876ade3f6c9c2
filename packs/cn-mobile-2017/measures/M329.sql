-- SPDX-License-Identifier: Apache-2.0
-- # Tasks (takedown, suspension, notice) of cases with more than one competent body that are done, or due by
-- # now. Rows by kind of task.
-- id: M329
-- article: 24
-- mechanism: A24.15
-- title: {en: Tasks of joint cases done on time, zh: 联合查处任务按期完成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: enforcement
WITH owed AS (
	SELECT coalesce(action.done <= action.due, 0) AS hit, action.kind AS class
	FROM action JOIN "case" ON "case".rec = action.in_case
	WHERE action.due IS NOT NULL AND (action.done <= day(:at, 'cn') OR action.due < day(:at, 'cn'))
		AND (SELECT count(*) FROM case_competent WHERE case_competent.leaf = "case".leaf) > 1
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM owed
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM owed WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
