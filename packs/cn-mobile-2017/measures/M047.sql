-- SPDX-License-Identifier: Apache-2.0
-- # Resources in use of which it is known. Dims: domain (DNSSEC) and prefix (route origin validation, ROV);
-- # the total puts the two together.
-- id: M047
-- article: 7
-- mechanism: A7.10
-- title: {en: Domains signed with DNSSEC and prefixes with a valid route origin, zh: 已部署DNSSEC的域名和路由起源有效的地址前缀比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH judged AS (
	SELECT coalesce(area.code, '') AS place, resource.kind AS class,
		iif(resource.kind = 'domain', resource.dnssec, resource.route_valid) AS yes
	FROM resource LEFT JOIN area ON area.rec = resource.area
	WHERE coalesce(resource.state, 'active') = 'active'
		AND (resource.kind = 'domain' AND resource.dnssec IS NOT NULL
			OR resource.kind = 'prefix' AND resource.route_valid IS NOT NULL)
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
