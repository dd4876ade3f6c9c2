-- SPDX-License-Identifier: Apache-2.0
-- # The mark of the reserve stays, so that its yield can be told.
-- id: M344
-- article: 9
-- mechanism: H9.1
-- title: {en: Reserve firms that became high-tech enterprises, zh: 后备企业转为高新技术企业的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH reserve AS (
	SELECT EXISTS (SELECT 1 FROM party_marks WHERE party_marks.leaf = party.leaf AND party_marks.value = 'high-tech') AS hit,
		coalesce(area.code, '') AS place
	FROM party LEFT JOIN area ON area.rec = party.area
	WHERE EXISTS (SELECT 1 FROM party_marks WHERE party_marks.leaf = party.leaf AND party_marks.value = 'high-tech-reserve')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM reserve
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM reserve WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
