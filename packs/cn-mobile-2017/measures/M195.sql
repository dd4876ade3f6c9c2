-- SPDX-License-Identifier: Apache-2.0
-- # Of domestic parties; business-model and software innovations stand beside patents. Dims are kinds.
-- id: M195
-- article: 8
-- mechanism: A8.12
-- title: {en: "Rights granted in the past year, by kind", zh: 近一年新获权利数（按种类）}
-- unit: count
-- direction: up
-- target: none
-- owner: operator
WITH fresh AS (
	SELECT kind FROM ipright
	WHERE own AND granted > day(:at - days(:past_year), 'cn') AND granted <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, iif((SELECT count(*) FROM ipright) > 0, count(kind), NULL) AS value,
	NULL AS num, NULL AS den, count(kind) AS n
FROM fresh
UNION ALL
SELECT '', kind, '', count(kind), NULL, NULL, count(kind) FROM fresh GROUP BY kind
ORDER BY dim
