-- SPDX-License-Identifier: Apache-2.0
-- # Laws, regulations and rules whose planned commencement has come. Rows by kind.
-- id: M136
-- article: 24
-- mechanism: A24.1
-- title: {en: Planned laws in force, zh: 计划立法项目已施行的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH plan AS (
	SELECT instrument.state IN ('in-force', 'amended') AS hit, instrument.kind AS class
	FROM instrument
	WHERE instrument.kind IN ('law', 'regulation', 'rule') AND instrument.planned <= day(:at, 'cn')
		AND instrument.state NOT IN ('cancelled', 'repealed')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM plan
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM plan WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
