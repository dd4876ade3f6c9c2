-- SPDX-License-Identifier: Apache-2.0
-- # Nine domains; newest year of each area. Rows by area sum the domains.
-- id: M224
-- article: 11
-- mechanism: A11.9
-- title: {en: Convenience services usable on a mobile terminal, zh: 便民服务事项移动端可办率}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT area AS place, dim AS class, metric, value,
		row_number() OVER (PARTITION BY area, dim, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('domain_items_mobile', 'domain_items') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT place, class, max(iif(metric = 'domain_items_mobile', value, NULL)) AS part, max(iif(metric = 'domain_items', value, NULL)) AS whole
	FROM latest WHERE age = 1 GROUP BY place, class
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(part) / nullif(sum(whole), 0) AS value, sum(part) AS num,
	sum(whole) AS den, count(*) AS n
FROM pair WHERE whole > 0 AND part IS NOT NULL
UNION ALL
SELECT place, '', '', 100.0 * sum(part) / sum(whole), sum(part), sum(whole), count(*)
FROM pair WHERE whole > 0 AND part IS NOT NULL GROUP BY place
ORDER BY area
