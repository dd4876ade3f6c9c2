-- SPDX-License-Identifier: Apache-2.0
-- # Judicial interpretations and official explanations in force.
-- id: M323
-- article: 24
-- mechanism: A24.7
-- title: {en: Interpretations linked to the clauses that they explain, zh: 司法解释与政策解读已关联条款的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH explained AS (
	SELECT EXISTS (SELECT 1 FROM instrument_parents WHERE instrument_parents.leaf = instrument.leaf) AS hit
	FROM instrument
	WHERE instrument.kind = 'interpretation' AND instrument.published <= day(:at, 'cn')
		AND instrument.state IN ('in-force', 'amended')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM explained
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
