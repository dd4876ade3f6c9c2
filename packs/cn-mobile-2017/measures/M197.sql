-- SPDX-License-Identifier: Apache-2.0
-- # Of key figures set in zones that run or have been evaluated. Dims are the zones.
-- id: M197
-- article: 9
-- mechanism: A9.2
-- title: {en: Key figures met by demonstration zones, zh: 示范区指标达成率}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH zone AS (
	SELECT code, kpis, coalesce(kpis_met, 0) AS met FROM programme
	WHERE kind = 'zone' AND kpis > 0 AND stage IN ('running', 'evaluated', 'replicated') AND coalesce(started, day(:at, 'cn')) <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(met) / nullif(sum(kpis), 0) AS value, sum(met) AS num,
	sum(kpis) AS den, count(*) AS n
FROM zone
UNION ALL
SELECT '', code, '', 100.0 * met / kpis, met, kpis, 1 FROM zone
ORDER BY dim
