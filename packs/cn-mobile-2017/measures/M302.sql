-- SPDX-License-Identifier: Apache-2.0
-- # Obstacles reported within the year by firms that are marked as going abroad.
-- id: M302
-- article: 18
-- mechanism: A18.5
-- title: {en: Obstacles of firms going abroad that were resolved, zh: 企业走出去所遇障碍已解决的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH obstacle AS (
	SELECT coalesce("case".outcome IN ('done', 'answered', 'settled', 'removed'), 0) AND "case".closed <= :at AS hit,
		coalesce(area.code, '') AS place
	FROM "case"
		JOIN party ON party.rec = "case".party
		JOIN party_marks ON party_marks.leaf = party.leaf AND party_marks.value = 'abroad'
		LEFT JOIN area ON area.rec = party.area
	WHERE "case".kind = 'barrier' AND "case".opened BETWEEN :at - days(:past_year) AND :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM obstacle
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM obstacle WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
