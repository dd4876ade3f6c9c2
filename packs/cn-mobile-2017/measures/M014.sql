-- SPDX-License-Identifier: Apache-2.0
-- # Urban and rural residents together are everybody; poverty-relief areas are a part of the rural ones
-- # and are not added. Of several operators the one that covers most of a place counts: a lower bound.
-- # Counties and cities are summed up for their province of today, too.
-- id: M014
-- article: 5
-- mechanism: A5.2
-- title: {en: "5G population coverage", zh: "5G网络人口覆盖率"}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH latest AS (
	SELECT area AS place, dim, metric, value, rank() OVER (PARTITION BY metric, area, dim, publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('residents_by_class', 'covered_5g') AND dim IN ('urban', 'rural')
		AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), class AS (
	SELECT place, dim, max(iif(metric = 'residents_by_class', value, NULL)) AS people,
		max(iif(metric = 'covered_5g', value, NULL)) AS covered
	FROM latest WHERE age = 1 GROUP BY place, dim
), figure AS (
	SELECT '' AS area, sum(covered) AS num, sum(people) AS den, count(*) AS n
	FROM class WHERE people IS NOT NULL AND covered IS NOT NULL
	UNION ALL
	SELECT place, sum(covered), sum(people), count(*)
	FROM class WHERE people IS NOT NULL AND covered IS NOT NULL AND place <> '' GROUP BY place
	UNION ALL
	SELECT area_up(place, 'province'), sum(covered), sum(people), count(*)
	FROM class WHERE people IS NOT NULL AND covered IS NOT NULL AND area_up(place, 'province') <> place
	GROUP BY area_up(place, 'province')
)
SELECT area, '' AS dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area
