-- SPDX-License-Identifier: Apache-2.0
-- # Links whose latest load at peak is above the limit.
-- id: M033
-- article: 5
-- mechanism: A5.16
-- title: {en: Interconnection links overloaded at peak, zh: 忙时超载的网间链路比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: operator
WITH latest AS (
	SELECT subject, value, row_number() OVER (PARTITION BY subject ORDER BY period_end DESC, publisher) AS age
	FROM observation
	WHERE metric = 'link_load_peak' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), judged AS (
	SELECT coalesce(area.code, '') AS place, latest.value > :link_load_limit AS yes
	FROM latest JOIN asset ON asset.name = latest.subject LEFT JOIN area ON area.rec = asset.area
	WHERE latest.age = 1 AND asset.kind = 'link' AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
