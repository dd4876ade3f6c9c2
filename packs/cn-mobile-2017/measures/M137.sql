-- SPDX-License-Identifier: Apache-2.0
-- # Steps of the year that are marked as enforcement.
-- id: M137
-- article: 24
-- mechanism: A24.2
-- title: {en: Enforcement steps with a recorded legal basis, zh: 执法步骤载明法律依据的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: enforcement
WITH step AS (
	SELECT case_step.basis IS NOT NULL AS hit, coalesce(area.code, '') AS place
	FROM case_step
		JOIN "case" ON "case".rec = case_step.in_case
		LEFT JOIN area ON area.rec = "case".area
	WHERE case_step.needs_basis = 1 AND case_step.at BETWEEN :at - days(:past_year) AND :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM step
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM step WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
