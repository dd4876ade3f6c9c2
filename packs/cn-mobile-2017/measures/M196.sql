-- SPDX-License-Identifier: Apache-2.0
-- # Tasks from article 9 whose day has come.
-- id: M196
-- article: 9
-- mechanism: A9.1
-- title: {en: Tasks of the information economy done by their day, zh: 信息经济政策任务按期完成率}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH task AS (
	SELECT coalesce(done <= due, 0) AS yes FROM action
	WHERE article = '9' AND kind = 'task' AND due < day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM task
