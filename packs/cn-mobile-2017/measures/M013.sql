-- SPDX-License-Identifier: Apache-2.0
-- # Article 5 puts poverty-relief areas first; below 0 they come last. Coverage as in M011 and M012.
-- id: M013
-- article: 5
-- mechanism: A5.1
-- title: {en: "4G coverage of poverty-relief areas against the rural average", zh: 贫困地区与农村平均4G人口覆盖率之差}
-- unit: percentage-points
-- direction: up
-- target: poor_area_priority
-- owner: regulator
WITH latest AS (
	SELECT area AS place, dim, metric, value, rank() OVER (PARTITION BY metric, area, dim, publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('residents_by_class', 'covered_4g') AND dim IN ('rural', 'poor')
		AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), class AS (
	SELECT place, dim, max(iif(metric = 'residents_by_class', value, NULL)) AS people,
		max(iif(metric = 'covered_4g', value, NULL)) AS covered
	FROM latest WHERE age = 1 GROUP BY place, dim
), rate AS (
	SELECT dim, 100.0 * sum(covered) / nullif(sum(people), 0) AS covered, count(*) AS n
	FROM class WHERE people IS NOT NULL AND covered IS NOT NULL GROUP BY dim
)
SELECT '' AS area, '' AS dim, '' AS component, poor.covered - rural.covered AS value, NULL AS num, NULL AS den,
	poor.n + rural.n AS n
FROM rate AS poor JOIN rate AS rural ON poor.dim = 'poor' AND rural.dim = 'rural'
