-- SPDX-License-Identifier: Apache-2.0
-- # A control whose clause belongs to no instrument, or to one that was repealed, is somebody's wish.
-- id: M264
-- article: 14
-- mechanism: A14.7
-- title: {en: Controls that rest on a standard in force, zh: 依据现行标准的控制项比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH control AS (
	SELECT duty.level AS class, coalesce(instrument.state IN ('in-force', 'amended')
			AND (instrument.ended IS NULL OR instrument.ended > day(:at, 'cn')), 0) AS hit
	FROM duty LEFT JOIN instrument ON instrument.rec = duty.clause
	WHERE duty.kind = 'control'
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM control
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM control WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
