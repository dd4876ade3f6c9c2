-- SPDX-License-Identifier: Apache-2.0
-- # Projects under the two headings that the province added, as nodes of the technology tree: beidou, big-
-- # data. Readiness as in M039.
-- id: M334
-- article: 5
-- mechanism: H5.1
-- title: {en: Provincial key projects ready for use, zh: 省级重点技术项目达到成熟度的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH project AS (
	SELECT coalesce(programme.readiness >= :trl_ready, 0) AS hit, programme.technology AS class
	FROM programme
	WHERE programme.kind IN ('project', 'challenge') AND programme.technology IN ('beidou', 'big-data') AND programme.stage <> 'idea'
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM project
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM project WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
