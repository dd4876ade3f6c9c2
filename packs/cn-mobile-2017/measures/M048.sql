-- SPDX-License-Identifier: Apache-2.0
-- # Demonstrations with the technology "iot" or 物联网 that were evaluated, by their own key figures and with an
-- # assessment of scheme kpi behind it. "replicated": the share that was decided to be replicated.
-- id: M048
-- article: 7
-- mechanism: A7.13
-- title: {en: Demonstrations of the Internet of Things that met their key figures, zh: 物联网示范项目指标达标率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH assessed AS (
	SELECT DISTINCT programme FROM assessment
	WHERE scheme = 'kpi' AND programme IS NOT NULL AND assessed <= day(:at, 'cn')
), judged AS (
	SELECT kpis_met >= kpis AS yes, coalesce(decision = 'replicate', 0) AS again
	FROM programme
	WHERE kind = 'demonstration' AND lower(technology) IN ('iot', '物联网') AND evaluated <= day(:at, 'cn') AND kpis > 0
		AND kpis_met IS NOT NULL AND rec IN (SELECT programme FROM assessed)
), figure AS (
	SELECT '' AS component, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT 'replicated', sum(again), count(*) FROM judged
)
SELECT '' AS area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY component
