-- SPDX-License-Identifier: Apache-2.0
-- # Challenges whose date has passed or which are delivered. A challenge that was stopped was not delivered.
-- # Dims are technologies.
-- id: M041
-- article: 6
-- mechanism: A6.9
-- title: {en: Open challenges delivered on time, zh: 揭榜攻关项目按期交付率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH judged AS (
	SELECT coalesce(technology, '') AS class, coalesce(delivered <= due, 0) AS yes
	FROM programme
	WHERE kind = 'challenge' AND due IS NOT NULL
		AND (delivered <= day(:at, 'cn') OR due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
