-- SPDX-License-Identifier: Apache-2.0
-- # Registered networks, systems, sites and platforms. Components tell where it is lacking; below the level
-- # that needs a yearly assessment none is asked for.
-- id: M083
-- article: 14
-- mechanism: H14.1
-- title: {en: "Systems graded, filed and assessed on schedule", zh: 等级保护对象按期定级、备案、测评的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH system AS MATERIALIZED (
	SELECT asset.level IS NOT NULL AS graded, EXISTS (
			SELECT 1 FROM permit WHERE permit.asset = asset.rec AND permit.kind = 'mlps-filing' AND permit.state IN ('granted', 'filed', 'published')
		) AS filed, CAST(asset.level AS INTEGER) < :mlps_yearly_level OR EXISTS (
			SELECT 1 FROM assessment
			WHERE assessment.asset = asset.rec AND assessment.scheme = 'mlps'
				AND assessment.assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS assessed, coalesce(area.code, '') AS place
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind IN ('network', 'system', 'site', 'platform') AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS component, sum(graded AND filed AND coalesce(assessed, 0)) AS num, count(*) AS den FROM system
	UNION ALL
	SELECT place, '', sum(graded AND filed AND coalesce(assessed, 0)), count(*) FROM system WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', 'graded', sum(graded), count(*) FROM system
	UNION ALL
	SELECT '', 'filed', sum(filed), count(*) FROM system
	UNION ALL
	SELECT '', 'assessed', sum(coalesce(assessed, 0)), count(*) FROM system
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, component
