-- SPDX-License-Identifier: Apache-2.0
-- # Latest return of each office within the year. Component "turnover": staff who left, per hundred in post.
-- id: M319
-- article: 23
-- mechanism: A23.4
-- title: {en: Posts of the offices for supervision that are vacant, zh: 监管机构岗位空缺率}
-- unit: percent
-- direction: down
-- target: none
-- owner: funder
WITH stated AS (
	SELECT metric, subject, value,
		row_number() OVER (PARTITION BY metric, subject ORDER BY period_end DESC, publisher) AS nth
	FROM observation
	WHERE metric IN ('office_posts', 'office_staff', 'office_leavers')
		AND period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), office AS MATERIALIZED (
	SELECT posts.value AS posts, staff.value AS staff, leavers.value AS leavers
	FROM stated AS posts
		JOIN stated AS staff ON staff.metric = 'office_staff' AND staff.subject = posts.subject AND staff.nth = 1
		LEFT JOIN stated AS leavers ON leavers.metric = 'office_leavers' AND leavers.subject = posts.subject
			AND leavers.nth = 1
	WHERE posts.metric = 'office_posts' AND posts.nth = 1
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(posts - staff) / nullif(sum(posts), 0) AS value,
	sum(posts - staff) AS num, sum(posts) AS den, count(*) AS n
FROM office
UNION ALL
SELECT '', '', 'turnover', 100.0 * sum(leavers) / nullif(sum(staff), 0), sum(leavers), sum(staff), count(*)
FROM office WHERE leavers IS NOT NULL
ORDER BY component
