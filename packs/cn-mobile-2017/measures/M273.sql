-- SPDX-License-Identifier: Apache-2.0
-- # Checked: a result of an inspection, spot check or audit is on file. Sole traders are not ranked and left out.
-- id: M273
-- article: 15
-- mechanism: A15.13
-- title: {en: Providers under key supervision checked in the last year, zh: 一年内接受检查的重点监管企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH watched AS (
	SELECT party.kind AS class, coalesce(area.code, '') AS place, EXISTS (
			SELECT 1 FROM finding
			WHERE finding.party = party.rec
				AND finding.source_kind IN ('inspection', 'spot-check', 'audit')
				AND finding.opened BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit
	FROM party LEFT JOIN area ON area.rec = party.area
	WHERE coalesce(party.sole_trader, 0) = 0 AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
		AND party.rec IN (SELECT rec FROM party_marks WHERE value = 'key-supervised')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM watched
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM watched WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM watched WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
