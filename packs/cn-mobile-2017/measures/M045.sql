-- SPDX-License-Identifier: Apache-2.0
-- # The latest period of each operator and area. "all": mobile and fixed networks together; the fixed network
-- # alone, which has its own target, is M174.
-- id: M045
-- article: 7
-- mechanism: A7.11
-- title: {en: IPv6 share of mobile-network traffic, zh: 移动网络IPv6流量占比}
-- unit: percent
-- direction: up
-- target: ipv6_mobile_target
-- owner: operator
WITH latest AS (
	SELECT area, dim, metric, value, rank() OVER (PARTITION BY area, dim, publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('traffic_volume', 'traffic_ipv6') AND dim IN ('mobile', 'fixed') AND value IS NOT NULL
		AND period_end <= day(:at, 'cn')
), placed AS MATERIALIZED (
	SELECT coalesce(area, '') AS place, dim, sum(iif(metric = 'traffic_ipv6', value, NULL)) AS six,
		sum(iif(metric = 'traffic_volume', value, NULL)) AS whole
	FROM latest WHERE age = 1 GROUP BY place, dim
), figure AS (
	SELECT '' AS area, '' AS component, sum(six) AS num, sum(whole) AS den, count(*) AS n
	FROM placed WHERE dim = 'mobile' AND six IS NOT NULL
	UNION ALL
	SELECT place, '', six, whole, 1 FROM placed WHERE dim = 'mobile' AND six IS NOT NULL AND place <> ''
	UNION ALL
	SELECT '', 'all', sum(six), sum(whole), count(*) FROM placed WHERE six IS NOT NULL
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area, component
