-- SPDX-License-Identifier: Apache-2.0
-- # By each organisation's latest maturity assessment. Component "exercise": objectives met in the exercises
-- # of the last year.
-- id: M263
-- article: 14
-- mechanism: A14.4
-- title: {en: Criteria of defence capability met, zh: 防御能力评估达标项比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH graded AS (
	SELECT assessment.scheme AS scheme, coalesce(party.kind, '') AS class,
		assessment.passed AS passed, assessment.criteria AS criteria,
		assessment.assessed AS assessed, row_number() OVER (
			PARTITION BY assessment.scheme, assessment.party
			ORDER BY assessment.assessed DESC, assessment.code DESC) AS nth
	FROM assessment LEFT JOIN party ON party.rec = assessment.party
	WHERE assessment.scheme IN ('maturity', 'exercise') AND assessment.criteria > 0
		AND assessment.assessed <= day(:at, 'cn')
), counted AS MATERIALIZED (
	SELECT CASE scheme WHEN 'exercise' THEN 'exercise' ELSE '' END AS component, class, passed,
		criteria
	FROM graded
	WHERE (scheme = 'maturity' AND nth = 1) OR (scheme = 'exercise' AND assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn'))
), figure AS (
	SELECT '' AS dim, component, sum(passed) AS num, sum(criteria) AS den, count(*) AS n
	FROM counted GROUP BY component
	UNION ALL
	SELECT class, '', sum(passed), sum(criteria), count(*)
	FROM counted WHERE component = '' AND class <> '' GROUP BY class
)
SELECT '' AS area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim, component
