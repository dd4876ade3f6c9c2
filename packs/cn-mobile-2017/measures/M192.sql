-- SPDX-License-Identifier: Apache-2.0
-- # Of all rights in force that stand in a pool. Dims are the pools.
-- id: M192
-- article: 8
-- mechanism: A8.7
-- title: {en: Rights in patent pools evaluated as essential, zh: 专利池内经评估的必要专利占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH pooled AS (
	SELECT agreement.number AS pool, coalesce(ipright.essential, 0) AS yes
	FROM ipright JOIN agreement ON agreement.rec = ipright.pool
	WHERE agreement.kind = 'pool' AND ipright.state = 'granted' AND (ipright.expires IS NULL OR ipright.expires > day(:at, 'cn'))
), figure AS (
	SELECT '' AS dim, sum(yes) AS num, count(*) AS den FROM pooled
	UNION ALL
	SELECT pool, sum(yes), count(*) FROM pooled GROUP BY pool
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY dim
