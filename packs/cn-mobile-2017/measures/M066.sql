-- SPDX-License-Identifier: Apache-2.0
-- # Of data sets marked as priority livelihood data.
-- id: M066
-- article: 11
-- mechanism: A11.5
-- title: {en: Priority livelihood data sets that are open, zh: 优先开放民生数据集的开放率}
-- unit: percent
-- direction: up
-- target: none
-- owner: data-publisher
WITH judged AS (
	SELECT coalesce(state = 'published' AND opened <= day(:at, 'cn'), 0) AND (withdrawn IS NULL OR withdrawn > day(:at, 'cn')) AS yes
	FROM dataset WHERE priority
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
