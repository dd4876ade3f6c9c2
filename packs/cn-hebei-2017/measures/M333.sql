-- SPDX-License-Identifier: Apache-2.0
-- # A place counts with its first free public venue. The register knows venues, never the devices that
-- # connect.
-- id: M333
-- article: 4
-- mechanism: H4.3
-- title: {en: Cities and counties with free public WLAN in their main urban area, zh: 主城区开放免费公共无线局域网的市县比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH county AS (
	SELECT EXISTS (
			SELECT 1 FROM asset
			WHERE asset.area = area.rec AND asset.wlan = 'free' AND asset.kind IN ('venue-public', 'access-point', 'venue-transport')
				AND coalesce(asset.in_service, day(:at, 'cn')) <= day(:at, 'cn')
				AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		) AS hit, area.level AS class
	FROM area
	WHERE area.level IN ('city', 'county')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM county
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM county WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
