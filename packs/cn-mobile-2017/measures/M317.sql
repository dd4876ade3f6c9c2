-- SPDX-License-Identifier: Apache-2.0
-- # Registers, statistics and patent data with a stated period; one that is not published yet counts as not
-- # refreshed.
-- id: M317
-- article: 22
-- mechanism: A22.10
-- title: {en: Public registers and data refreshed within their stated period, zh: 公开名录与数据按承诺周期更新的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: data-publisher
WITH register AS (
	SELECT dataset.state = 'published'
		AND coalesce(dataset.refreshed >= day(:at - days(dataset.period_days), 'cn'), 0) AS hit,
		dataset.kind AS class, coalesce(area.code, '') AS place
	FROM dataset LEFT JOIN area ON area.rec = dataset.area
	WHERE dataset.kind IN ('register', 'statistics', 'patent') AND dataset.state <> 'withdrawn' AND dataset.period_days > 0
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM register
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM register WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM register WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
