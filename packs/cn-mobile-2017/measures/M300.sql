-- SPDX-License-Identifier: Apache-2.0
-- # Delivered by the planned date, or the date has not come. A project that was stopped is not on schedule.
-- id: M300
-- article: 18
-- mechanism: A18.1
-- title: {en: Cooperation projects delivered or still on schedule, zh: 国际合作项目按期推进的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH projects AS (
	SELECT coalesce(programme.delivered <= programme.due, programme.due >= day(:at, 'cn')) AND programme.stage <> 'stopped' AS hit
	FROM programme
	WHERE programme.kind = 'cooperation' AND programme.due IS NOT NULL AND programme.started <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM projects
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
