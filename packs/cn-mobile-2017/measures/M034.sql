-- SPDX-License-Identifier: Apache-2.0
-- # A path from one network to another of the same province that runs through another one is longer and
-- # fails with it. The latest period of each area.
-- id: M034
-- article: 5
-- mechanism: A5.17
-- title: {en: Paths between networks of a province that leave it, zh: 省内网间路径绕出本省的比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH latest AS (
	SELECT area AS place, metric, value, rank() OVER (PARTITION BY area, publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('paths_seen', 'paths_leaving_province') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), placed AS (
	SELECT place, sum(iif(metric = 'paths_leaving_province', value, NULL)) AS leaving, sum(iif(metric = 'paths_seen', value, NULL)) AS seen
	FROM latest WHERE age = 1 GROUP BY place
), figure AS (
	SELECT '' AS area, sum(leaving) AS num, sum(seen) AS den FROM placed WHERE leaving IS NOT NULL
	UNION ALL
	SELECT place, leaving, seen FROM placed WHERE leaving IS NOT NULL
)
SELECT area, '' AS dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area
