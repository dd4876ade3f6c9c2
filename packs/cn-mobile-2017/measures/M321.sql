-- SPDX-License-Identifier: Apache-2.0
-- # Rows by law or regulation, so that each of them shows its own coverage once it is in force.
-- id: M321
-- article: 24
-- mechanism: A24.3
-- title: {en: Clauses of laws in force that are carried into duties, zh: 现行法律法规条款已转为义务清单的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH clause AS (
	SELECT EXISTS (SELECT 1 FROM duty WHERE duty.clause = instrument.rec) AS hit, whole.number AS class
	FROM instrument JOIN instrument AS whole ON whole.rec = instrument.part_of
	WHERE instrument.kind = 'clause' AND whole.kind IN ('law', 'regulation', 'rule')
		AND whole.state IN ('in-force', 'amended') AND whole.commenced <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM clause
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM clause WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
