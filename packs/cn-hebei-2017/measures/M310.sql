-- SPDX-License-Identifier: Apache-2.0
-- # Places registered as poor with a service of remote medicine or resident's health on offer there. No
-- # health data of anybody.
-- id: M310
-- article: 11
-- mechanism: H11.1
-- title: {en: Poor places with a health service on the mobile net, zh: 贫困地区移动健康服务覆盖比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH poor AS (
	SELECT EXISTS (
			SELECT 1 FROM service
			WHERE service.area = area.rec AND service.class IN ('telehealth', 'smart-health')
				AND coalesce(service.launched, day(:at, 'cn')) <= day(:at, 'cn')
				AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
		) AS hit
	FROM area
	WHERE EXISTS (SELECT 1 FROM area_class WHERE area_class.leaf = area.leaf AND area_class.value = 'poor')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM poor
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
