-- SPDX-License-Identifier: Apache-2.0
-- # Any risk assessment with a date counts; sensors and subscriber pools are nothing to be protected.
-- # "cii": the same of critical information infrastructure alone (its full review is M082).
-- id: M150
-- article: 3
-- mechanism: A3.8
-- title: {en: Protected assets with a risk assessment in the past year, zh: 近一年完成风险评估的保护对象比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH assessed AS (
	SELECT DISTINCT asset
	FROM assessment
	WHERE scheme = 'risk' AND assessed > day(:at - days(:past_year), 'cn') AND assessed <= day(:at, 'cn')
), judged AS (
	SELECT coalesce(area.code, '') AS place, asset.kind AS class, coalesce(asset.cii, 0) AS cii,
		asset.rec IN (SELECT asset FROM assessed WHERE asset IS NOT NULL) AS yes
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', '', 'cii', sum(yes), count(*) FROM judged WHERE cii = 1
	UNION ALL
	SELECT place, '', '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, '', sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
