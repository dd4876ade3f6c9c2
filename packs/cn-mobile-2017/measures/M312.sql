-- SPDX-License-Identifier: Apache-2.0
-- # Policy documents in force. Rows by article of the policy.
-- id: M312
-- article: 21
-- mechanism: A21.9
-- title: {en: Support policies linked to the clause that they carry out, zh: 支持政策已关联所落实条款的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH policy AS (
	SELECT EXISTS (SELECT 1 FROM instrument_parents WHERE instrument_parents.leaf = instrument.leaf) AS hit,
		coalesce(instrument.article, '') AS class
	FROM instrument
	WHERE instrument.kind = 'policy' AND instrument.state IN ('in-force', 'amended')
		AND coalesce(instrument.commenced, day(:at, 'cn')) <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM policy
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM policy WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
