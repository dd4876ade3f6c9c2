-- SPDX-License-Identifier: Apache-2.0
-- # By the latest assessment of scheme "notice-text". Component "notice": share of the assessed apps for
-- # which a notice in force is on file at all.
-- id: M100
-- article: 15
-- mechanism: A15.4
-- title: {en: Apps whose privacy notice has all required elements, zh: 隐私告知要素齐全的应用比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT assessment.service AS service, assessment.passed AS passed, assessment.criteria AS criteria,
		row_number() OVER (PARTITION BY assessment.service
			ORDER BY assessment.assessed DESC, assessment.code DESC) AS nth
	FROM assessment
	WHERE assessment.scheme = 'notice-text' AND assessment.assessed <= day(:at, 'cn')
), looked AS MATERIALIZED (
	SELECT coalesce(area.code, '') AS place,
		coalesce(latest.passed >= latest.criteria, 0) AS hit, EXISTS (
			SELECT 1 FROM instrument
			WHERE instrument.service = service.rec AND instrument.kind = 'notice-text'
				AND instrument.state = 'in-force'
		) AS present
	FROM latest
		JOIN service ON service.rec = latest.service AND service.kind = 'app'
		LEFT JOIN party ON party.rec = service.provider
		LEFT JOIN area ON area.rec = coalesce(service.area, party.area)
	WHERE latest.nth = 1 AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS component, sum(hit) AS num, count(*) AS den FROM looked
	UNION ALL
	SELECT '', 'notice', sum(present), count(*) FROM looked
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM looked WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, component
