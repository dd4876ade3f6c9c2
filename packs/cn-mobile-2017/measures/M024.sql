-- SPDX-License-Identifier: Apache-2.0
-- # Against the population of the areas in which commercial venues were declared; an area where nobody
-- # declared anything says nothing.
-- id: M024
-- article: 5
-- mechanism: A5.10
-- title: {en: Free commercial WLAN venues per 10 000 inhabitants, zh: 每万人免费开放无线局域网的商业场所数}
-- unit: per-10k
-- direction: up
-- target: none
-- owner: operator
WITH placed AS MATERIALIZED (
	SELECT area.code AS place, max(area.population) AS people, sum(coalesce(asset.wlan, 'none') = 'free') AS free
	FROM asset JOIN area ON area.rec = asset.area
	WHERE asset.kind = 'venue-commercial' AND area.population > 0
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
	GROUP BY area.code
), figure AS (
	SELECT '' AS area, sum(free) AS num, sum(people) AS den, count(*) AS n FROM placed
	UNION ALL
	SELECT place, free, people, 1 FROM placed
)
SELECT area, '' AS dim, '' AS component, 10000.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area
