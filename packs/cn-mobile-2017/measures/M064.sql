-- SPDX-License-Identifier: Apache-2.0
-- # Items on offer; "mobile": per cent that can be completed online and on a mobile channel. Dims are classes.
-- id: M064
-- article: 11
-- mechanism: A11.2
-- title: {en: Government service items that can be completed online, zh: 政务服务事项全程网办率}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH judged AS (
	SELECT coalesce(service.class, '') AS class, coalesce(service.online = 'full', 0) AS yes,
		coalesce(service.online = 'full', 0) AND service.leaf IN (SELECT leaf FROM service_channels WHERE value = 'app') AS mobile
	FROM service
	WHERE service.kind = 'public-item' AND (service.launched IS NULL OR service.launched <= day(:at, 'cn'))
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
UNION ALL
SELECT '', '', 'mobile', 100.0 * sum(mobile) / nullif(count(*), 0), sum(mobile), count(*), count(*) FROM judged
UNION ALL
SELECT '', class, '', 100.0 * sum(yes) / count(*), sum(yes), count(*), count(*) FROM judged WHERE class <> '' GROUP BY class
ORDER BY dim, component
