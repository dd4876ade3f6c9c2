-- SPDX-License-Identifier: Apache-2.0
-- # By the latest check of each link. Rows by direction: the level above, the levels below, peers.
-- id: M128
-- article: 21
-- mechanism: A21.11
-- title: {en: Nodes of the other levels in step within the agreed lag, zh: 各级节点在约定时延内同步的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: higher-level
WITH link AS (
	SELECT coalesce(node_link.lag_seconds <= node_link.agreed_seconds, 0) AS hit, coalesce(area.code, '') AS place,
		node_link.direction AS class
	FROM node_link LEFT JOIN area ON area.rec = node_link.area
	WHERE node_link.agreed_seconds IS NOT NULL AND node_link.checked <= :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM link
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM link WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM link WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
