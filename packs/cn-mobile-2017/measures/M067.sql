-- SPDX-License-Identifier: Apache-2.0
-- # Open sets that state a period. Dims are themes.
-- id: M067
-- article: 11
-- mechanism: A11.4
-- title: {en: Open data sets refreshed within their stated period, zh: 开放数据集按周期更新率}
-- unit: percent
-- direction: up
-- target: none
-- owner: data-publisher
WITH judged AS (
	SELECT coalesce(theme, '') AS class, coalesce(refreshed, opened) >= day(:at - days(period_days), 'cn') AS yes
	FROM dataset
	WHERE state = 'published' AND opened <= day(:at, 'cn') AND period_days > 0 AND (withdrawn IS NULL OR withdrawn > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
UNION ALL
SELECT '', class, '', 100.0 * sum(yes) / count(*), sum(yes), count(*), count(*) FROM judged WHERE class <> '' GROUP BY class
ORDER BY dim
