-- SPDX-License-Identifier: Apache-2.0
-- # An asset counts as reviewed when an assessment of scheme "cii" was made of it within cii_review_days.
-- id: M082
-- article: 14
-- mechanism: A14.6
-- title: {en: Critical infrastructure assessed in the last year, zh: 一年内已完成检测评估的关键信息基础设施比例}
-- unit: percent
-- direction: up
-- target: target_cii_review
-- owner: regulator
WITH listed AS (
	SELECT asset.rec AS rec, asset.kind AS class, coalesce(area.code, '') AS place
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.cii = 1 AND asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), reviewed AS (
	SELECT class, place, EXISTS (
			SELECT 1 FROM assessment
			WHERE assessment.asset = listed.rec AND assessment.scheme = 'cii'
				AND assessment.assessed BETWEEN day(:at - days(:cii_review_days), 'cn') AND day(:at, 'cn')
		) AS hit
	FROM listed
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM reviewed
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM reviewed WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM reviewed WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
