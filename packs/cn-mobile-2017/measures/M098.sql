-- SPDX-License-Identifier: Apache-2.0
-- # Of the apps on offer that were examined within the last year. A finding counts until its repair was verified.
-- id: M098
-- article: 15
-- mechanism: A15.2
-- title: {en: Apps with permissions beyond their declared function, zh: 权限超出声明功能的应用比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: provider
WITH audited AS (
	SELECT coalesce(area.code, '') AS place, EXISTS (
			SELECT 1 FROM finding
			WHERE finding.service = service.rec AND finding.kind = 'app-permission'
				AND finding.result = 'unmet' AND finding.state NOT IN ('verified', 'closed')
		) AS hit
	FROM service
		LEFT JOIN party ON party.rec = service.provider
		LEFT JOIN area ON area.rec = coalesce(service.area, party.area)
	WHERE service.kind = 'app' AND service.audited BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM audited
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM audited WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
