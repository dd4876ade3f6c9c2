-- SPDX-License-Identifier: Apache-2.0
-- # Services launched within the last year for which an assessment was asked for. Before launch: decided by
-- # that day, and not refused.
-- id: M117
-- article: 17
-- mechanism: A17.9
-- title: {en: Security assessments of new technology decided before launch, zh: 新技术新应用上线前完成安全评估的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH launched AS (
	SELECT service.rec AS rec, service.launched AS launched, coalesce(area.code, '') AS place
	FROM service
		LEFT JOIN party ON party.rec = service.provider
		LEFT JOIN area ON area.rec = coalesce(service.area, party.area)
	WHERE service.launched BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn') AND service.rec IN (
			SELECT assessment.service FROM assessment WHERE assessment.scheme = 'new-technology'
		)
), assessed AS (
	SELECT launched.place AS place, EXISTS (
			SELECT 1 FROM assessment
			WHERE assessment.service = launched.rec AND assessment.scheme = 'new-technology'
				AND launched.launched >= assessment.decided
				AND assessment.decision IN ('approved', 'conditional', 'corrected')
		) AS hit
	FROM launched
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM assessed
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM assessed WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
