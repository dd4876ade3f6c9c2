-- SPDX-License-Identifier: Apache-2.0
-- # As M045, for fixed networks.
-- id: M174
-- article: 7
-- mechanism: A7.11
-- title: {en: IPv6 share of fixed-network traffic, zh: 固定网络IPv6流量占比}
-- unit: percent
-- direction: up
-- target: ipv6_fixed_target
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
	FROM placed WHERE dim = 'fixed' AND six IS NOT NULL
	UNION ALL
	SELECT place, '', six, whole, 1 FROM placed WHERE dim = 'fixed' AND six IS NOT NULL AND place <> ''
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area, component
