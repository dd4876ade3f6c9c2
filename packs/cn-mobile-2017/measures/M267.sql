-- SPDX-License-Identifier: Apache-2.0
-- # Inspected: a result of an inspection or spot check, good or bad, is on file. A self-check is none.
-- id: M267
-- article: 14
-- mechanism: A14.11
-- title: {en: Graded assets inspected in the last year, zh: 一年内接受检查的定级资产比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH graded AS (
	SELECT asset.level AS class, coalesce(area.code, '') AS place, EXISTS (
			SELECT 1 FROM finding
			WHERE finding.asset = asset.rec AND finding.source_kind IN ('inspection', 'spot-check')
				AND finding.opened BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.level IS NOT NULL AND asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM graded
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM graded WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM graded WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
