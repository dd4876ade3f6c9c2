-- SPDX-License-Identifier: Apache-2.0
-- # Work items of the standards programme whose date has passed or which are delivered; those stopped count
-- # as not delivered, because somebody waited for them. Dims are subjects. What is adopted of what was
-- # proposed abroad is M121.
-- id: M162
-- article: 6
-- mechanism: A6.5
-- title: {en: Standards work items delivered on time, zh: 标准制修订项目按期完成率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT coalesce(technology, '') AS class, coalesce(delivered <= due, 0) AS yes
	FROM programme
	WHERE kind = 'standard' AND family = 'F07' AND due IS NOT NULL
		AND (delivered <= day(:at, 'cn') OR due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
