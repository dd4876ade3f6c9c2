-- SPDX-License-Identifier: Apache-2.0
-- # Filings handed in during the past year of which it is known.
-- id: M005
-- article: 4
-- mechanism: A4.6
-- title: {en: Filings of new services that were complete when first handed in, zh: 新业务备案首次提交材料齐全率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT coalesce(area.code, '') AS place, permit.complete_first AS yes
	FROM permit LEFT JOIN area ON area.rec = permit.area
	WHERE permit.kind = 'filing' AND permit.complete_first IS NOT NULL
		AND permit.submitted > day(:at - days(:past_year), 'cn') AND permit.submitted <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
