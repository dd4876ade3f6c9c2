-- SPDX-License-Identifier: Apache-2.0
-- # Median over the cases closed within the year.
-- id: M340
-- article: 7
-- mechanism: H7.4
-- title: {en: "Patent-infringement cases: days to the decision", zh: 专利侵权案件办理用时中位数}
-- unit: days
-- direction: down
-- target: none
-- owner: enforcement
SELECT '' AS area, '' AS dim, '' AS component, pctl(1.0 * (closed - opened) / days(1), :p50) AS value,
	NULL AS num, NULL AS den, count(*) AS n
FROM "case"
WHERE kind = 'ip-infringement' AND outcome IS NOT NULL AND closed BETWEEN :at - days(:past_year) AND :at
