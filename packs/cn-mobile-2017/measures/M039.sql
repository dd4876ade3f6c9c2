-- SPDX-License-Identifier: Apache-2.0
-- # A technology has the highest level that an assessed project of it reached; the claim of a project that
-- # nobody assessed does not count. Dims are technologies: their level in component "level".
-- id: M039
-- article: 6
-- mechanism: A6.3
-- title: {en: Key technologies at a readiness level that can be used, zh: 达到可用成熟度的关键核心技术比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH assessed AS (
	SELECT DISTINCT programme FROM assessment
	WHERE scheme = 'readiness' AND programme IS NOT NULL AND assessed <= day(:at, 'cn')
), technology AS MATERIALIZED (
	SELECT technology AS class, count(*) AS projects,
		max(iif(rec IN (SELECT programme FROM assessed), readiness, NULL)) AS level
	FROM programme
	WHERE family = 'F07' AND technology IS NOT NULL AND stage <> 'stopped'
	GROUP BY technology
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(coalesce(level >= :trl_ready, 0)) / nullif(count(*), 0) AS value,
	sum(coalesce(level >= :trl_ready, 0)) AS num, count(*) AS den, count(*) AS n
FROM technology
UNION ALL
SELECT '', class, 'level', level, NULL, NULL, projects FROM technology
ORDER BY dim, component
