-- SPDX-License-Identifier: Apache-2.0
-- # Each inspected duty leaves a finding, met or unmet. Rows by class of provider.
-- id: M311
-- article: 21
-- mechanism: A21.8
-- title: {en: Supervised providers inspected within the year, zh: 年内受检的被监管企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: inspector
WITH supervised AS (
	SELECT EXISTS (
			SELECT 1 FROM finding
			WHERE finding.party = party.rec AND finding.source_kind IN ('inspection', 'spot-check')
				AND finding.opened BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit, party.kind AS class, coalesce(area.code, '') AS place
	FROM party LEFT JOIN area ON area.rec = party.area
	WHERE party.kind IN ('telecom-operator', 'access-provider', 'information-provider', 'domain-provider')
		AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM supervised
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM supervised WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM supervised WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
