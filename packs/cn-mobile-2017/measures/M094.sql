-- SPDX-License-Identifier: Apache-2.0
-- # Of the cases of the last year that were merged into another.
-- id: M094
-- article: 14
-- mechanism: A14.18
-- title: {en: Duplicate reports merged by rule, zh: 重复报告中按规则自动并案的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH merged AS (
	SELECT coalesce("case".merged_automatically, 0) AS hit, coalesce(area.code, '') AS place
	FROM "case" LEFT JOIN area ON area.rec = "case".area
	WHERE "case".merged_into IS NOT NULL AND "case".opened >= :at - days(:past_year)
		AND "case".kind IN ('incident', 'risk-report', 'public-report')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM merged
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM merged WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
