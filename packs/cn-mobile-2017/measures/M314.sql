-- SPDX-License-Identifier: Apache-2.0
-- # An output, or a programme begun, within the year.
-- id: M314
-- article: 22
-- mechanism: A22.2
-- title: {en: Social organisations and alliances with an activity in the year, zh: 年内开展活动的社会组织比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH body AS (
	SELECT EXISTS (
			SELECT 1 FROM programme
			WHERE programme.owner = party.rec
				AND coalesce(programme.output_on, programme.started) BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit, coalesce(area.code, '') AS place
	FROM party LEFT JOIN area ON area.rec = party.area
	WHERE party.kind IN ('social-organisation', 'alliance') AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM body
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM body WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
