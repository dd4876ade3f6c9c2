-- SPDX-License-Identifier: Apache-2.0
-- # Offered by an app and fully online. Rows by field of service (transport, education, health and so on, as
-- # registered).
-- id: M348
-- article: 10
-- mechanism: H10.1
-- title: {en: Public services that can be completed on a phone, zh: 可在移动端全程办理的公共服务事项比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: data-publisher
WITH item AS (
	SELECT service.online = 'full'
		AND EXISTS (SELECT 1 FROM service_channels WHERE service_channels.leaf = service.leaf AND service_channels.value = 'app') AS hit,
		coalesce(service.class, '') AS class, coalesce(area.code, '') AS place
	FROM service LEFT JOIN area ON area.rec = service.area
	WHERE service.kind = 'public-item' AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM item
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM item WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM item WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
