-- SPDX-License-Identifier: Apache-2.0
-- # Schemes (programmes of kind "plan", family F12) in force, with a grant, fund, guarantee, loan or relief decided in the past year.
-- id: M204
-- article: 10
-- mechanism: A10.1
-- title: {en: Support schemes that reached anybody in the past year, zh: 近一年有受益企业的扶持政策占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH scheme AS (
	SELECT programme.rec AS rec FROM programme
	WHERE programme.kind = 'plan' AND programme.family = 'F12' AND coalesce(programme.started, day(:at, 'cn')) <= day(:at, 'cn')
		AND (programme.ended IS NULL OR programme.ended > day(:at, 'cn'))
), judged AS (
	SELECT scheme.rec IN (SELECT programme FROM funding WHERE programme IS NOT NULL
		AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')) AS yes
	FROM scheme
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
