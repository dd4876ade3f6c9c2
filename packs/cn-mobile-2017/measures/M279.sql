-- SPDX-License-Identifier: Apache-2.0
-- # Sites, apps, platforms and stores on offer. Looks at the licence and nothing else of a service.
-- id: M279
-- article: 17
-- mechanism: A17.10
-- title: {en: Information services whose licence or filing is in force, zh: 许可或备案有效的信息服务比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: permit-officer
WITH offered AS (
	SELECT service.kind AS class, coalesce(area.code, '') AS place, EXISTS (
			SELECT 1 FROM permit
			WHERE permit.service = service.rec AND permit.kind IN ('licence', 'filing', 'pilot')
				AND permit.state IN ('granted', 'filed', 'published', 'changed')
				AND (permit.valid_until IS NULL OR permit.valid_until >= day(:at, 'cn'))
		) AS hit
	FROM service
		LEFT JOIN party ON party.rec = service.provider
		LEFT JOIN area ON area.rec = coalesce(service.area, party.area)
	WHERE service.kind IN ('site', 'app', 'platform', 'store')
		AND service.launched <= day(:at, 'cn') AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM offered
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM offered WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM offered WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
