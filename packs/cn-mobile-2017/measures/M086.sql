-- SPDX-License-Identifier: Apache-2.0
-- # Reported as fixed is not enough: a hole is closed when that was verified. `den` is the number of all
-- # findings on such vulnerabilities, so that a zero means that there was something to look at.
-- id: M086
-- article: 14
-- mechanism: A14.14
-- title: {en: Vulnerabilities known to be exploited that are open past their date, zh: 逾期未修复的已知被利用漏洞数}
-- unit: count
-- direction: down
-- target: none
-- owner: operator
WITH known AS (
	SELECT finding.severity AS class, coalesce(here.code, there.code, '') AS place,
		finding.state NOT IN ('verified', 'closed', 'risk-accepted')
			AND coalesce(finding.due < day(:at, 'cn'), 0) AS hit
	FROM finding
		JOIN vulnerability ON vulnerability.rec = finding.vulnerability
			AND vulnerability.known_exploited = 1
		LEFT JOIN area AS here ON here.rec = finding.area
		LEFT JOIN asset ON asset.rec = finding.asset
		LEFT JOIN area AS there ON there.rec = asset.area
	WHERE finding.kind = 'vulnerability' AND finding.result = 'unmet'
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM known
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM known WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM known WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, num AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
