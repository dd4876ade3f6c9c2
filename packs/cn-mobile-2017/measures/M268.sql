-- SPDX-License-Identifier: Apache-2.0
-- # Component "high": of the assets assessed, those whose latest score is at least risk_high_score.
-- id: M268
-- article: 14
-- mechanism: A14.13
-- title: {en: Graded assets with a risk assessment of the last year, zh: 一年内完成风险评估的定级资产比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH looked AS MATERIALIZED (
	SELECT asset.level AS class, coalesce(area.code, '') AS place, (
			SELECT coalesce(assessment.score, 0) FROM assessment
			WHERE assessment.asset = asset.rec AND assessment.scheme = 'risk'
				AND assessment.assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
			ORDER BY assessment.assessed DESC, assessment.code DESC LIMIT 1
		) AS score
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.level IS NOT NULL AND asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, count(score) AS num, count(*) AS den FROM looked
	UNION ALL
	SELECT '', '', 'high', sum(score >= :risk_high_score), count(score) FROM looked
	UNION ALL
	SELECT place, '', '', count(score), count(*) FROM looked WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, '', count(score), count(*) FROM looked GROUP BY class
)
SELECT area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
