-- SPDX-License-Identifier: Apache-2.0
-- # Firms marked as science-based SME, with any support that was decided within the year.
-- id: M345
-- article: 9
-- mechanism: H9.2
-- title: {en: Science-based small firms supported in the year, zh: 年内获得支持的科技型中小企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH firm AS (
	SELECT EXISTS (
			SELECT 1 FROM funding
			WHERE funding.receiver = party.rec AND funding.decided BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit, coalesce(area.code, '') AS place
	FROM party LEFT JOIN area ON area.rec = party.area
	WHERE EXISTS (SELECT 1 FROM party_marks WHERE party_marks.leaf = party.leaf AND party_marks.value = 'science-sme')
		AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM firm
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM firm WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
