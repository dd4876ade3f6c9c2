-- SPDX-License-Identifier: Apache-2.0
-- # Reports of the public that were closed within the year, merged ones included. The answer goes to the
-- # receipt code, not to a name. Rows by threat category.
-- id: M130
-- article: 22
-- mechanism: A22.5
-- title: {en: Public threat reports answered to the reporter, zh: 公众威胁举报已向举报人反馈的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH report AS (
	SELECT EXISTS (
			SELECT 1 FROM notice WHERE notice.in_case = "case".rec AND notice.kind = 'answer' AND notice.issued <= :at
		) AS hit, coalesce(area.code, '') AS place, coalesce("case".category, '') AS class
	FROM "case" LEFT JOIN area ON area.rec = "case".area
	WHERE "case".by_public = 1 AND "case".closed BETWEEN :at - days(:past_year) AND :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM report
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM report WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM report WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
