-- SPDX-License-Identifier: Apache-2.0
-- # A sensor reports when events of an hour that began within the last sensor_silence hours were read
-- # from it. Sensors are counted, not what they see: a quiet network is still observed.
-- id: M079
-- article: 14
-- mechanism: A14.1
-- title: {en: Registered sensors that reported lately, zh: 近期有上报的登记探针比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH heard AS (
	SELECT DISTINCT sensor
	FROM events_read
	WHERE "window" >= :at - hours(:sensor_silence) AND "window" <= :at AND "count" > 0
), registered AS (
	SELECT coalesce(area.code, '') AS place, asset.name IN (SELECT sensor FROM heard) AS reports
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind = 'sensor'
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), figure AS (
	SELECT '' AS area, sum(reports) AS num, count(*) AS den FROM registered
	UNION ALL
	SELECT place, sum(reports), count(*) FROM registered WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area
