-- SPDX-License-Identifier: Apache-2.0
-- # Published scores that have not expired, of organisations; sole traders have none. The reply was dealt
-- # with, or its time was over, before publication.
-- id: M131
-- article: 22
-- mechanism: A22.6
-- title: {en: Credit scores with a documented basis and a right of reply, zh: 信用评价有依据并保障申辩的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH score AS (
	SELECT assessment.basis IS NOT NULL AND assessment.told IS NOT NULL
		AND (coalesce(assessment.replied <= assessment.published, 0)
			OR assessment.published > due('cn', assessment.told, :score_reply || ' working days')) AS hit,
		coalesce(area.code, '') AS place
	FROM assessment
		JOIN party ON party.rec = assessment.party
		LEFT JOIN area ON area.rec = party.area
	WHERE assessment.scheme = 'credit' AND assessment.published <= day(:at, 'cn')
		AND (assessment.valid_until IS NULL OR assessment.valid_until > day(:at, 'cn'))
		AND coalesce(party.sole_trader, 0) = 0
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM score
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM score WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
