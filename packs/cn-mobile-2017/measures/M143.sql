-- SPDX-License-Identifier: Apache-2.0
-- # Of the organisations in whose case a duty was looked at, those in which at least one stands unmet.
-- # Dims are the duties. Sole traders are left out.
-- id: M143
-- article: 1
-- mechanism: A1.2
-- title: {en: Providers with an unmet duty, zh: 存在未履行义务的服务提供者比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: regulator
WITH looked AS (
	SELECT finding.party AS provider, coalesce(area.code, '') AS place, coalesce(duty.code, '') AS duty,
		max(finding.result = 'unmet' AND finding.state NOT IN ('verified', 'closed')) AS unmet
	FROM finding
	JOIN party ON party.rec = finding.party AND coalesce(party.sole_trader, 0) = 0
	LEFT JOIN area ON area.rec = party.area
	LEFT JOIN duty ON duty.rec = finding.duty
	WHERE finding.kind = 'duty' AND finding.result IN ('met', 'unmet')
	GROUP BY finding.party, place, duty.code
), judged AS (
	SELECT provider, place, max(unmet) AS unmet FROM looked GROUP BY provider, place
), figure AS (
	SELECT '' AS area, '' AS dim, sum(unmet) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(unmet), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', duty, sum(unmet), count(*) FROM looked WHERE duty <> '' GROUP BY duty
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
