-- SPDX-License-Identifier: Apache-2.0
-- # A relation "hosts" from a registered provider to the site's domain name.
-- id: M280
-- article: 17
-- mechanism: A17.4
-- title: {en: Web sites whose access provider is on record, zh: 已登记接入服务单位的网站比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH site AS (
	SELECT coalesce(area.code, '') AS place, service.domain IN (
			SELECT relation.to_key
			FROM relation JOIN party AS host ON host.registration_no = relation.from_key
			WHERE relation.kind = 'hosts' AND relation.from_type = 'party'
				AND relation.to_type = 'resource'
				AND (relation.until IS NULL OR relation.until > day(:at, 'cn'))
		) AS hit
	FROM service
		LEFT JOIN party ON party.rec = service.provider
		LEFT JOIN area ON area.rec = coalesce(service.area, party.area)
	WHERE service.kind = 'site' AND service.domain IS NOT NULL
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM site
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM site WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
