-- SPDX-License-Identifier: Apache-2.0
-- # Exercises of the year. A team takes part, never a rated person.
-- id: M135
-- article: 23
-- mechanism: A23.2
-- title: {en: Exercise objectives met, zh: 演练目标达成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(passed) / nullif(sum(criteria), 0) AS value,
	sum(passed) AS num, sum(criteria) AS den, count(*) AS n
FROM assessment
WHERE scheme = 'exercise' AND criteria > 0 AND passed IS NOT NULL
	AND assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
