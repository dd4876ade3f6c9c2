-- SPDX-License-Identifier: Apache-2.0
-- # Pairs of the same area, period and publisher, of the last quality_period days: the median of their ratios.
-- # 1: alike; above: IPv6 is slower. "off": how far from 1.
-- id: M046
-- article: 7
-- mechanism: A7.11
-- title: {en: Delay over IPv6 against IPv4, zh: IPv6与IPv4时延之比}
-- unit: ratio
-- direction: watch
-- target: none
-- owner: operator
WITH both AS (
	SELECT coalesce(max(area), '') AS place, max(iif(metric = 'delay_ipv6', value, NULL)) AS six,
		max(iif(metric = 'delay_ipv4', value, NULL)) AS four
	FROM observation
	WHERE metric IN ('delay_ipv4', 'delay_ipv6') AND value > 0
		AND period_end > day(:at - days(:quality_period), 'cn') AND period_end <= day(:at, 'cn')
	GROUP BY subject, dim, period_start, period_end, publisher
), pair AS (
	SELECT place, 1.0 * six / four AS ratio FROM both WHERE six IS NOT NULL AND four IS NOT NULL
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(ratio, :p50) AS value, NULL AS num, NULL AS den, count(ratio) AS n FROM pair
UNION ALL
SELECT '', '', 'off', abs(pctl(ratio, :p50) - 1), NULL, NULL, count(ratio) FROM pair
UNION ALL
SELECT place, '', '', pctl(ratio, :p50), NULL, NULL, count(ratio) FROM pair WHERE place <> '' GROUP BY place
ORDER BY area, component
