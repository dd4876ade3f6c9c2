-- SPDX-License-Identifier: Apache-2.0
-- # The six types that the province names. Services and devices as products; nothing about who drives, pays
-- # or wears.
-- id: M343
-- article: 8
-- mechanism: H8.3
-- title: {en: Services of new business types that are filed, zh: 新业态业务已备案的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH offered AS (
	SELECT EXISTS (
			SELECT 1 FROM permit WHERE permit.service = service.rec AND permit.kind = 'filing' AND permit.state IN ('filed', 'published')
		) AS hit, service.class AS class
	FROM service
	WHERE service.class IN ('beidou', 'connected-car', 'smart-health', 'mobile-payment', 'smart-car', 'wearable')
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM offered
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM offered WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
