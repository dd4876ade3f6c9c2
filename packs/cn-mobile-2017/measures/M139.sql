-- SPDX-License-Identifier: Apache-2.0
-- # Median over cases of the year with more than one competent body. Component "open": cases without an
-- # agreed lead.
-- id: M139
-- article: 24
-- mechanism: A24.11
-- title: {en: "Cases with several agencies: days to an agreed lead", zh: 多部门案件商定牵头单位用时中位数}
-- unit: days
-- direction: down
-- target: none
-- owner: enforcement
WITH joint AS MATERIALIZED (
	SELECT "case".rec AS rec, "case".opened AS opened, (
			SELECT min(case_step.at) FROM case_step
			WHERE case_step.in_case = "case".rec AND case_step.step = 'agree' AND case_step.at <= :at
		) AS agreed
	FROM "case"
	WHERE "case".opened BETWEEN :at - days(:past_year) AND :at
		AND (SELECT count(*) FROM case_competent WHERE case_competent.leaf = "case".leaf) > 1
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(1.0 * (agreed - opened) / days(1), :p50) AS value,
	NULL AS num, NULL AS den, count(agreed) AS n
FROM joint
UNION ALL
SELECT '', '', 'open', sum(agreed IS NULL), NULL, NULL, count(*) FROM joint
ORDER BY component
