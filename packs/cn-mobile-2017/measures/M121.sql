-- SPDX-License-Identifier: Apache-2.0
-- # Contributions whose fate is known: adopted or no longer pursued. Rows by technology.
-- id: M121
-- article: 18
-- mechanism: A18.4
-- title: {en: Standards contributions adopted, zh: 国际标准提案被采纳的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH decided AS (
	SELECT programme.stage = 'adopted' AS hit, coalesce(programme.technology, '') AS class
	FROM programme
	WHERE programme.kind = 'standard' AND programme.stage IN ('adopted', 'stopped')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM decided
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM decided WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
