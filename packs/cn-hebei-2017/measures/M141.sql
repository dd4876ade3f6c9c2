-- SPDX-License-Identifier: Apache-2.0
-- # Clauses that the province added have no parent and are not counted. Rows by relation to the parent
-- # clause.
-- id: M141
-- article: 4
-- mechanism: H4.4
-- title: {en: Provincial clauses linked to a clause of the national text, zh: 省级条款已关联国家文件条款的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: secretariat
WITH clause AS (
	SELECT EXISTS (SELECT 1 FROM instrument_parents WHERE instrument_parents.leaf = instrument.leaf) AS hit,
		coalesce(instrument.parent_link, '') AS class
	FROM instrument
	WHERE instrument.kind = 'clause' AND instrument.level = 'province' AND instrument.state IN ('in-force', 'amended')
		AND coalesce(instrument.parent_link, '') <> 'added'
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM clause
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM clause WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
