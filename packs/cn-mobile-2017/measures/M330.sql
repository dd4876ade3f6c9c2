-- SPDX-License-Identifier: Apache-2.0
-- # Campaigns begun within the year; rows by kind. Component "reach": people reached as the organiser counted
-- # them, and quiz results only as key figures.
-- id: M330
-- article: 24
-- mechanism: A24.16
-- title: {en: "Awareness and public-benefit campaigns: key figures met", zh: 普法与公益宣传活动既定指标达成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH campaign AS MATERIALIZED (
	SELECT kind, kpis, kpis_met, reach FROM programme
	WHERE kind IN ('law-education', 'publicity') AND started BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(kpis_met) AS num, sum(kpis) AS den, count(*) AS n FROM campaign WHERE kpis > 0
	UNION ALL
	SELECT kind, sum(kpis_met), sum(kpis), count(*) FROM campaign WHERE kpis > 0 GROUP BY kind
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n FROM figure
UNION ALL
SELECT '', kind, 'reach', sum(reach), NULL, NULL, count(reach) FROM campaign GROUP BY kind
ORDER BY dim, component
