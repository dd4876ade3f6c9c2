-- SPDX-License-Identifier: Apache-2.0
-- # Registered venues in service. Dims: transport (aircraft, trains, stations) and other public venues.
-- # "free": where access costs nothing.
-- id: M023
-- article: 5
-- mechanism: A5.9
-- title: {en: Public venues and transport with WLAN, zh: 公共场所和交通工具无线局域网覆盖率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH judged AS (
	SELECT coalesce(area.code, '') AS place, asset.kind AS class,
		coalesce(asset.wlan, 'none') <> 'none' AS yes, coalesce(asset.wlan, 'none') = 'free' AS free
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind IN ('venue-transport', 'venue-public') AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', '', 'free', sum(free), count(*) FROM judged
	UNION ALL
	SELECT place, '', '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, '', sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
