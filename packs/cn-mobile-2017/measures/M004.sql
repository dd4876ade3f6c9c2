-- SPDX-License-Identifier: Apache-2.0
-- # A business licence whose scope names a class of the catalogue, and no permit of the sector for that
-- # class by the same holder. "lag": median days since the business licence of those that wait.
-- id: M004
-- article: 4
-- mechanism: A4.2
-- title: {en: Firms with a business licence for telecom work and no sector permit, zh: 已领营业执照但未取得行业许可的企业数}
-- unit: count
-- direction: down
-- target: none
-- owner: regulator
WITH licensed AS (
	SELECT DISTINCT holder, service_class
	FROM permit
	WHERE kind IN ('licence', 'pilot') AND state IN ('granted', 'published', 'changed')
		AND coalesce(decided, '') <= day(:at, 'cn')
), firm AS (
	SELECT permit.holder, permit.service_class AS class, coalesce(area.code, '') AS place,
		(instant(day(:at, 'cn')) - instant(permit.decided)) / days(1) AS waiting, licensed.holder IS NULL AS missing
	FROM permit
	LEFT JOIN licensed ON licensed.holder = permit.holder AND licensed.service_class = permit.service_class
	LEFT JOIN area ON area.rec = permit.area
	WHERE permit.kind = 'business-licence' AND permit.state = 'granted'
		AND permit.service_class IS NOT NULL AND coalesce(permit.decided, '') <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, sum(missing) AS value, NULL AS num, NULL AS den, count(*) AS n FROM firm
UNION ALL
SELECT '', '', 'lag', pctl(waiting, :p50), NULL, NULL, count(*) FROM firm WHERE missing
UNION ALL
SELECT place, '', '', sum(missing), NULL, NULL, count(*) FROM firm WHERE place <> '' GROUP BY place
UNION ALL
SELECT '', class, '', sum(missing), NULL, NULL, count(*) FROM firm GROUP BY class
ORDER BY area, dim, component
