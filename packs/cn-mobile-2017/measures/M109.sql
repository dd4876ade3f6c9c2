-- SPDX-License-Identifier: Apache-2.0
-- # Found: a relation "imitates" from an indicator to a public body. Handled: a takedown case about that
-- # indicator ended with the site down.
-- id: M109
-- article: 15
-- mechanism: A15.11
-- title: {en: Look-alike domains of public bodies found and taken down, zh: 已处置的仿冒公共机构域名比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH found AS (
	SELECT relation.from_key AS value, min(coalesce(area.code, '')) AS place
	FROM relation
		JOIN party ON party.registration_no = relation.to_key
			AND party.kind IN ('regulator', 'response-team', 'public-body', 'government-office')
		LEFT JOIN area ON area.rec = party.area
	WHERE relation.kind = 'imitates' AND relation.from_type = 'indicator'
		AND relation.to_type = 'party'
	GROUP BY relation.from_key
), handled AS (
	SELECT found.place AS place, found.value IN (
			SELECT "case".indicator FROM "case"
			WHERE "case".kind = 'takedown' AND "case".outcome = 'down'
				AND "case".indicator IS NOT NULL
		) AS hit
	FROM found
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM handled
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM handled WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
