-- SPDX-License-Identifier: Apache-2.0
-- # Actions begun within the year. Component "reach": people reached, as the organisers counted them; no
-- # profile of anybody.
-- id: M303
-- article: 18
-- mechanism: A18.6
-- title: {en: "Overseas promotion: key figures met", zh: 海外推广活动既定指标达成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH promotion AS MATERIALIZED (
	SELECT kpis, kpis_met, reach FROM programme
	WHERE kind = 'overseas' AND started BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(kpis_met) / nullif(sum(kpis), 0) AS value,
	sum(kpis_met) AS num, sum(kpis) AS den, count(*) AS n
FROM promotion WHERE kpis > 0
UNION ALL
SELECT '', '', 'reach', sum(reach), NULL, NULL, count(reach) FROM promotion
ORDER BY component
