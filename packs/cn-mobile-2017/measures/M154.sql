-- SPDX-License-Identifier: Apache-2.0
-- # A licence covers the class that it names and the classes within it (B25 covers B25-1). "Within" is
-- # read from the code. Dims are classes of service that do not match wholly or do: the rate of each.
-- id: M154
-- article: 4
-- mechanism: A4.5
-- title: {en: Telecom services whose class their provider holds a licence for, zh: 电信业务类别与许可相符的服务比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH held AS (
	SELECT DISTINCT holder, service_class
	FROM permit
	WHERE kind IN ('licence', 'pilot') AND state IN ('granted', 'published', 'changed') AND service_class IS NOT NULL
		AND (valid_until IS NULL OR valid_until >= day(:at, 'cn'))
), judged AS (
	SELECT coalesce(area.code, '') AS place, service.class AS class, max(held.holder IS NOT NULL) AS yes
	FROM service
	LEFT JOIN held ON held.holder = service.provider
		AND (service.class = held.service_class
			OR substr(service.class, 1, length(held.service_class) + 1) = held.service_class || '-')
	LEFT JOIN area ON area.rec = service.area
	WHERE service.class IS NOT NULL AND service.kind <> 'public-item'
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
	GROUP BY service.rec, place, service.class
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
