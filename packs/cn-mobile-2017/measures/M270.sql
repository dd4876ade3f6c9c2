-- SPDX-License-Identifier: Apache-2.0
-- # The rows by class use the five categories that the policy names; an app may stand in several.
-- id: M270
-- article: 15
-- mechanism: A15.3
-- title: {en: "Audited apps with an open finding, by category of personal information", zh: 存在未整改问题的受检应用比例（按个人信息类别）}
-- unit: percent
-- direction: down
-- target: none
-- owner: provider
WITH audited AS MATERIALIZED (
	SELECT rec FROM service
	WHERE kind = 'app' AND audited BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		AND (ended IS NULL OR ended > day(:at, 'cn'))
), touched AS MATERIALIZED (
	SELECT DISTINCT audited.rec AS rec, finding_data_category.value AS class
	FROM audited
		JOIN finding ON finding.service = audited.rec AND finding.result = 'unmet'
			AND finding.state NOT IN ('verified', 'closed')
		JOIN finding_data_category ON finding_data_category.rec = finding.rec
), figure AS (
	SELECT '' AS dim, (SELECT count(DISTINCT rec) FROM touched) AS num, count(rec) AS den
	FROM audited
	UNION ALL
	SELECT class, count(*), (SELECT count(rec) FROM audited) FROM touched GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY dim
