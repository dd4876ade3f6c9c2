-- SPDX-License-Identifier: Apache-2.0
-- # Licence, governance, security policy and the like are the criteria of the assessment (scheme "quality");
-- # the latest one of each project counts. Projects that nobody assessed are not among them: n says how
-- # many were.
-- id: M165
-- article: 6
-- mechanism: A6.11
-- title: {en: Domestic open-source projects that meet all criteria of a healthy community, zh: 健康度达标的国内开源项目比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT programme.code AS class, assessment.passed >= assessment.criteria AS yes,
		row_number() OVER (PARTITION BY programme.rec ORDER BY assessment.assessed DESC, assessment.code DESC) AS age
	FROM assessment JOIN programme ON programme.rec = assessment.programme
	WHERE programme.kind = 'open-source' AND assessment.scheme = 'quality' AND assessment.criteria > 0
		AND assessment.passed IS NOT NULL AND assessment.assessed <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged WHERE age = 1
	UNION ALL
	SELECT '', class, yes, 1 FROM judged WHERE age = 1
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
