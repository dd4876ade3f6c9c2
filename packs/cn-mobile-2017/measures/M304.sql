-- SPDX-License-Identifier: Apache-2.0
-- # Firms with at least one registered supplier now.
-- id: M304
-- article: 18
-- mechanism: A18.7
-- title: {en: Firms that depend on a single supplier, zh: 依赖单一供应商的企业比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: regulator
WITH supplied AS (
	SELECT count(DISTINCT from_key) = 1 AS hit
	FROM relation
	WHERE kind = 'supplies' AND from_type = 'party' AND to_type = 'party'
		AND coalesce(since, day(:at, 'cn')) <= day(:at, 'cn') AND (until IS NULL OR until > day(:at, 'cn'))
	GROUP BY to_key
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM supplied
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
