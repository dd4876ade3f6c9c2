-- SPDX-License-Identifier: Apache-2.0
-- # A control applies to an asset whose level is at least the control's. The latest check decides; a
-- # control that nobody has looked at counts as not in place, and has a figure of its own.
-- id: M084
-- article: 14
-- mechanism: A14.10
-- title: {en: "Required protective measures in place, by protection level", zh: 按保护等级应有保护措施的落实比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH checked AS (
	SELECT asset, duty, result, row_number() OVER (
			PARTITION BY asset, duty ORDER BY opened DESC, code DESC) AS nth
	FROM finding
	WHERE asset IS NOT NULL AND duty IS NOT NULL AND opened <= day(:at, 'cn')
), latest AS MATERIALIZED (
	SELECT asset, duty, result FROM checked WHERE nth = 1
), needed AS (
	SELECT asset.level AS class, coalesce(area.code, '') AS place,
		coalesce(latest.result, 'not-assessed') AS result
	FROM asset
		JOIN duty ON duty.kind = 'control' AND CAST(coalesce(duty.level, '1') AS INTEGER)
			<= CAST(asset.level AS INTEGER)
		LEFT JOIN latest ON latest.asset = asset.rec AND latest.duty = duty.rec
		LEFT JOIN area ON area.rec = asset.area
	WHERE asset.level IS NOT NULL AND asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), applied AS MATERIALIZED (
	SELECT class, place, result = 'met' AS hit, result = 'not-assessed' AS unseen
	FROM needed WHERE result <> 'not-applicable'
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, sum(hit) AS num, count(*) AS den FROM applied
	UNION ALL
	SELECT '', '', 'not-assessed', sum(unseen), count(*) FROM applied
	UNION ALL
	SELECT place, '', '', sum(hit), count(*) FROM applied WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, '', sum(hit), count(*) FROM applied GROUP BY class
)
SELECT area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
