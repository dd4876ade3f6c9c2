-- SPDX-License-Identifier: Apache-2.0
-- # Sensors and subscriber pools are no assets to be protected: neither counts. A body that was struck
-- # off the register answers for nothing.
-- id: M081
-- article: 14
-- mechanism: A14.5
-- title: {en: Assets with a named responsible body, zh: 已明确责任单位的资产比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH protected AS (
	SELECT coalesce(area.code, '') AS place, asset.kind AS kind,
		asset.responsible IN (SELECT rec FROM party) AS answered
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), figure AS (
	SELECT '' AS area, '' AS dim, coalesce(sum(answered), 0) AS num, count(*) AS den
	FROM protected
	UNION ALL
	SELECT place, '', coalesce(sum(answered), 0), count(*)
	FROM protected WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', kind, coalesce(sum(answered), 0), count(*) FROM protected GROUP BY kind
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
