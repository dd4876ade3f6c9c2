-- SPDX-License-Identifier: Apache-2.0
-- # The latest period of each node; areas are those of the nodes.
-- id: M025
-- article: 5
-- mechanism: A5.11
-- title: {en: Requests that content delivery nodes serve themselves, zh: 内容分发网络本地命中率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH latest AS (
	SELECT subject, metric, value, rank() OVER (PARTITION BY subject ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('cdn_requests', 'cdn_hits') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), node AS (
	SELECT subject, sum(iif(metric = 'cdn_hits', value, NULL)) AS hits, sum(iif(metric = 'cdn_requests', value, NULL)) AS requests
	FROM latest WHERE age = 1 GROUP BY subject
), placed AS (
	SELECT coalesce(area.code, '') AS place, node.hits, node.requests
	FROM node LEFT JOIN asset ON asset.name = node.subject LEFT JOIN area ON area.rec = asset.area
	WHERE node.hits IS NOT NULL AND node.requests IS NOT NULL
), figure AS (
	SELECT '' AS area, sum(hits) AS num, sum(requests) AS den, count(*) AS n FROM placed
	UNION ALL
	SELECT place, sum(hits), sum(requests), count(*) FROM placed WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area
