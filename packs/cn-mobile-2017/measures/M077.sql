-- SPDX-License-Identifier: Apache-2.0
-- # Of projects checked after 12 months. "three-years": after 36 months.
-- id: M077
-- article: 12
-- mechanism: A12.17
-- title: {en: Livelihood projects alive a year after hand-over, zh: 民生项目移交一年后存续率}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH checked AS (
	SELECT assessment.scheme AS scheme, assessment.decision = 'alive' AS yes
	FROM assessment JOIN programme ON programme.rec = assessment.programme
	WHERE assessment.scheme IN ('alive-12', 'alive-36') AND assessment.decision IN ('alive', 'not-alive') AND assessment.decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num, count(*) AS den, count(*) AS n
FROM checked WHERE scheme = 'alive-12'
UNION ALL
SELECT '', '', 'three-years', 100.0 * sum(yes) / nullif(count(*), 0), sum(yes), count(*), count(*) FROM checked WHERE scheme = 'alive-36'
ORDER BY component
