-- SPDX-License-Identifier: Apache-2.0
-- # Called in the newest period against what is outstanding, over all guarantors.
-- id: M207
-- article: 10
-- mechanism: A10.5
-- title: {en: Guarantees that had to be called, zh: 融资担保代偿率}
-- unit: percent
-- direction: down
-- target: none
-- owner: funder
WITH latest AS (
	SELECT subject, metric, value, row_number() OVER (PARTITION BY subject, metric ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('guarantees_outstanding', 'guarantees_defaulted') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), pair AS (
	SELECT subject, max(iif(metric = 'guarantees_outstanding', value, NULL)) AS outstanding,
		max(iif(metric = 'guarantees_defaulted', value, NULL)) AS called
	FROM latest WHERE age = 1 GROUP BY subject
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(called) / nullif(sum(outstanding), 0) AS value, sum(called) AS num,
	sum(outstanding) AS den, count(*) AS n
FROM pair WHERE outstanding > 0 AND called IS NOT NULL
