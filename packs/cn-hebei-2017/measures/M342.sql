-- SPDX-License-Identifier: Apache-2.0
-- id: M342
-- article: 8
-- mechanism: H8.2
-- title: {en: Demonstration projects delivered or still on schedule, zh: “互联网+”和大数据应用示范工程按期推进比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH project AS (
	SELECT programme.stage <> 'stopped' AND coalesce(programme.delivered <= programme.due, programme.due >= day(:at, 'cn')) AS hit
	FROM programme
	WHERE programme.kind = 'demonstration' AND programme.due IS NOT NULL AND programme.started <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM project
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
