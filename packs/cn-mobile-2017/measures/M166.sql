-- SPDX-License-Identifier: Apache-2.0
-- # Relations "supplies" from an organisation to a component, in force today. Dims are the components with
-- # one supplier; each shows 100.
-- id: M166
-- article: 7
-- mechanism: A7.1
-- title: {en: Components with a single supplier, zh: 单一来源零部件比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: regulator
WITH part AS (
	SELECT to_key AS class, count(DISTINCT from_key) AS suppliers
	FROM relation
	WHERE kind = 'supplies' AND from_type = 'party' AND to_type = 'component'
		AND coalesce(since, '') <= day(:at, 'cn') AND (until IS NULL OR until > day(:at, 'cn'))
	GROUP BY to_key
), figure AS (
	SELECT '' AS area, '' AS dim, sum(suppliers = 1) AS num, count(*) AS den FROM part
	UNION ALL
	SELECT '', class, 1, 1 FROM part WHERE suppliers = 1
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
