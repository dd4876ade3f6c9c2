-- SPDX-License-Identifier: Apache-2.0
-- # Of projects with at least two partners, those whose partners are of at least two kinds (an operator and
-- # a firm, a university and an access provider, ...).
-- id: M167
-- article: 7
-- mechanism: A7.3
-- title: {en: Joint projects across segments of the industry, zh: 跨产业环节联合项目比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH joint AS (
	SELECT programme.rec AS project, count(DISTINCT party.rec) AS partners, count(DISTINCT party.kind) AS kinds
	FROM programme JOIN programme_partners AS p ON p.leaf = programme.leaf JOIN party ON party.rec = p.value
	WHERE programme.family = 'F08' AND programme.stage <> 'stopped'
	GROUP BY programme.rec
), figure AS (
	SELECT '' AS area, '' AS dim, sum(kinds > 1) AS num, count(*) AS den FROM joint WHERE partners > 1
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
