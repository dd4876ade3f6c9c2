-- SPDX-License-Identifier: Apache-2.0
-- # Sites and apps of the register that are on offer and have no filing in force, and open findings
-- # "unfiled" about services that the register does not know (dim "unregistered"). A finding about
-- # filing leads to filing, not to a takedown.
-- id: M006
-- article: 4
-- mechanism: A4.6
-- title: {en: Services offered without filing, zh: 未备案即上线的服务数}
-- unit: count
-- direction: down
-- target: none
-- owner: regulator
WITH filed AS (
	SELECT DISTINCT service FROM permit
	WHERE kind IN ('filing', 'licence') AND state IN ('filed', 'granted', 'published', 'changed')
		AND service IS NOT NULL
), offered AS (
	SELECT coalesce(area.code, '') AS place, service.kind AS class,
		service.rec NOT IN (SELECT service FROM filed) AS missing
	FROM service LEFT JOIN area ON area.rec = service.area
	WHERE service.kind IN ('site', 'app') AND coalesce(service.launched, '') <= day(:at, 'cn')
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
	UNION ALL
	SELECT coalesce(area.code, ''), 'unregistered', 1
	FROM finding LEFT JOIN area ON area.rec = finding.area
	WHERE finding.kind = 'unfiled' AND finding.service IS NULL AND finding.result = 'unmet'
		AND finding.state NOT IN ('verified', 'closed')
)
SELECT '' AS area, '' AS dim, '' AS component, sum(missing) AS value, NULL AS num, NULL AS den, count(*) AS n FROM offered
UNION ALL
SELECT place, '', '', sum(missing), NULL, NULL, count(*) FROM offered WHERE place <> '' GROUP BY place
UNION ALL
SELECT '', class, '', sum(missing), NULL, NULL, count(*) FROM offered GROUP BY class
ORDER BY area, dim
