-- SPDX-License-Identifier: Apache-2.0
-- # A risk is a finding that is unmet and not closed. It is treated when an owned and dated task stands
-- # on it, or when it was formally accepted. Dims are severities. "accepted": the share of the latter.
-- id: M151
-- article: 3
-- mechanism: A3.9
-- title: {en: "Open risks whose treatment is decided, owned and dated", zh: 已明确处置方式、责任和时限的在册风险比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH owned AS (
	SELECT DISTINCT finding
	FROM action
	WHERE finding IS NOT NULL AND owner IS NOT NULL AND due IS NOT NULL
), judged AS (
	SELECT coalesce(area.code, '') AS place, coalesce(finding.severity, '') AS class,
		finding.state = 'risk-accepted' AS accepted,
		finding.state = 'risk-accepted' OR finding.rec IN (SELECT finding FROM owned) AS yes
	FROM finding LEFT JOIN area ON area.rec = finding.area
	WHERE finding.result = 'unmet' AND finding.state NOT IN ('verified', 'closed')
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', '', 'accepted', sum(accepted), count(*) FROM judged
	UNION ALL
	SELECT place, '', '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, '', sum(yes), count(*) FROM judged WHERE class <> '' GROUP BY class
)
SELECT area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
