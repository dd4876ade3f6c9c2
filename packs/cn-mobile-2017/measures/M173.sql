-- SPDX-License-Identifier: Apache-2.0
-- # Plans and science projects with the technology "iot" or 物联网 whose date has passed or which are delivered. Whether
-- # demonstrations work is M048. The one dim is the technology itself.
-- id: M173
-- article: 7
-- mechanism: A7.12
-- title: {en: Projects of the Internet of Things delivered on time, zh: 物联网规划项目按期完成率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT coalesce(technology, '') AS class, coalesce(delivered <= due, 0) AS yes
	FROM programme
	WHERE kind IN ('plan', 'project') AND lower(technology) IN ('iot', '物联网') AND due IS NOT NULL
		AND (delivered <= day(:at, 'cn') OR due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
