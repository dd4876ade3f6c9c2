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
WITH pair AS (
	SELECT coalesce(six.area, '') AS place, 1.0 * six.value / nullif(four.value, 0) AS ratio
	FROM observation AS six
	JOIN observation AS four ON four.metric = 'delay_ipv4' AND four.subject = six.subject AND four.dim = six.dim
		AND four.period_start = six.period_start AND four.period_end = six.period_end AND four.publisher = six.publisher
	WHERE six.metric = 'delay_ipv6' AND six.period_end > day(:at - days(:quality_period), 'cn')
		AND six.period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(ratio, :p50) AS value, NULL AS num, NULL AS den, count(ratio) AS n FROM pair
UNION ALL
SELECT '', '', 'off', abs(pctl(ratio, :p50) - 1), NULL, NULL, count(ratio) FROM pair
UNION ALL
SELECT place, '', '', pctl(ratio, :p50), NULL, NULL, count(ratio) FROM pair WHERE place <> '' GROUP BY place
ORDER BY area, component
