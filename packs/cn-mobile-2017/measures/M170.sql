-- SPDX-License-Identifier: Apache-2.0
-- # Conformance, interoperability and security tests decided in the past year: the basis is written down and
-- # the report is out. "passed": the share of tests that were passed, of all.
-- id: M170
-- article: 7
-- mechanism: A7.7
-- title: {en: Test verdicts whose report is published, zh: 测试验证结论报告公开率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT decision IN ('approved', 'conditional') AS passed,
		basis IS NOT NULL AND coalesce(published <= day(:at, 'cn'), 0) AS yes
	FROM assessment
	WHERE scheme = 'conformance' AND decision IS NOT NULL
		AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
), figure AS (
	SELECT '' AS component, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT 'passed', sum(passed), count(*) FROM judged
)
SELECT '' AS area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY component
