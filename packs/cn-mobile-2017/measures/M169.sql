-- SPDX-License-Identifier: Apache-2.0
-- # Tests, appraisals and readiness assessments that were asked for and decided in the past year. Dims are
-- # the services, by scheme: conformance (test and verification), investment (finance), readiness and
-- # ip-risk (transfer of results).
-- id: M169
-- article: 7
-- mechanism: A7.6
-- title: {en: "Working days from request to result at public-service platforms, median", zh: 产业公共服务平台办理工作日数（中位数）}
-- unit: working-days
-- direction: down
-- target: none
-- owner: regulator
WITH served AS (
	SELECT scheme AS class, workdays('cn', requested, decided) AS days
	FROM assessment
	WHERE scheme IN ('conformance', 'investment', 'readiness', 'ip-risk') AND requested IS NOT NULL
		AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(days, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM served
UNION ALL
SELECT '', class, '', pctl(days, :p50), NULL, NULL, count(*) FROM served GROUP BY class
ORDER BY dim
