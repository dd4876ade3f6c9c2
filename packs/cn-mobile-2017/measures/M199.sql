-- SPDX-License-Identifier: Apache-2.0
-- # Demonstrations of family F11 whose day has come or that are delivered. Dims are directions.
-- id: M199
-- article: 9
-- mechanism: A9.5
-- title: {en: Demonstration projects delivered on time, zh: 示范工程按期交付率}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH judged AS (
	SELECT coalesce(technology, '') AS class, coalesce(delivered <= due, 0) AS yes FROM programme
	WHERE kind IN ('demonstration', 'plan') AND family = 'F11' AND due IS NOT NULL
		AND (delivered <= day(:at, 'cn') OR due < day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
UNION ALL
SELECT '', class, '', 100.0 * sum(yes) / count(*), sum(yes), count(*), count(*) FROM judged WHERE class <> '' GROUP BY class
ORDER BY dim
