-- SPDX-License-Identifier: Apache-2.0
-- # Of all findings that were reported as fixed at least once.
-- id: M088
-- article: 14
-- mechanism: A14.15
-- title: {en: Findings that were opened again after being reported as fixed, zh: 报告整改后又重新打开的问题比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH done AS (
	SELECT finding.severity AS class, coalesce(area.code, '') AS place,
		coalesce(finding.reopened, 0) > 0 AS hit
	FROM finding LEFT JOIN area ON area.rec = finding.area
	WHERE finding.result = 'unmet' AND (finding.fixed IS NOT NULL OR finding.reopened > 0)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM done
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM done WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM done WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
