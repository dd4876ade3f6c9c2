-- SPDX-License-Identifier: Apache-2.0
-- # Of the assets with a level, those whose latest grading came to that level and says why.
-- id: M266
-- article: 14
-- mechanism: A14.9
-- title: {en: Protection levels with documented reasons, zh: 定级依据完备的保护对象比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH graded AS (
	SELECT asset.level AS class, coalesce(area.code, '') AS place, coalesce((
			SELECT assessment.level = asset.level AND length(trim(coalesce(assessment.basis, ''))) > 0
			FROM assessment
			WHERE assessment.asset = asset.rec AND assessment.scheme IN ('mlps', 'cii')
				AND assessment.level IS NOT NULL AND assessment.assessed <= day(:at, 'cn')
			ORDER BY assessment.assessed DESC, assessment.code DESC LIMIT 1
		), 0) AS hit
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
