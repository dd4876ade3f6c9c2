-- SPDX-License-Identifier: Apache-2.0
-- # Latest return of each body within the year. Counts only; no member of staff is named or rated.
-- id: M134
-- article: 23
-- mechanism: A23.1
-- title: {en: Competence seats filled, zh: 专业岗位配备率（按能力方向）}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH stated AS (
	SELECT metric, subject, dim, value,
		row_number() OVER (PARTITION BY metric, subject, dim ORDER BY period_end DESC, publisher) AS nth
	FROM observation
	WHERE metric IN ('seats_needed', 'seats_filled')
		AND period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), seat AS MATERIALIZED (
	SELECT needed.dim AS class, needed.value AS needed, filled.value AS filled
	FROM stated AS needed
		JOIN stated AS filled ON filled.metric = 'seats_filled' AND filled.subject = needed.subject
			AND filled.dim = needed.dim AND filled.nth = 1
	WHERE needed.metric = 'seats_needed' AND needed.nth = 1
), figure AS (
	SELECT '' AS dim, sum(filled) AS num, sum(needed) AS den, count(*) AS n FROM seat
	UNION ALL
	SELECT class, sum(filled), sum(needed), count(*) FROM seat GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim
