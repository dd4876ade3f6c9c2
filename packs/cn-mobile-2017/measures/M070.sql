-- SPDX-License-Identifier: Apache-2.0
-- # Answered within the period of flow W22, counted in working days from the day after receipt. Requests whose day has come.
-- id: M070
-- article: 11
-- mechanism: A11.14
-- title: {en: Information requests answered in time, zh: 政府信息公开申请按时答复率}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH request AS (
	SELECT opened, closed, instant(due('cn', day(opened, 'cn'), :request_answer || ' working days'), 'cn') + days(1) AS due_end
	FROM "case" WHERE kind = 'consultation' AND opened <= :at
), judged AS (
	SELECT coalesce(closed < due_end, 0) AS yes FROM request WHERE due_end <= :at OR closed <= :at
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
