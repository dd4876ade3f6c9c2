-- SPDX-License-Identifier: Apache-2.0
-- # Each provider's latest figure of each kind in each area against its bar. Components: by figure.
-- id: M271
-- article: 15
-- mechanism: A15.8
-- title: {en: Reported figures of service quality that reach their bar, zh: 服务质量指标达标比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH stated AS (
	SELECT coalesce(party.kind, '') AS class, coalesce(area.code, '') AS place,
		observation.metric AS metric, CASE observation.metric
			WHEN 'hotline_answered' THEN observation.value >= :hotline_answered_least
			ELSE observation.value >= :service_availability_least END AS hit, row_number() OVER (
			PARTITION BY observation.metric, observation.subject, observation.area
			ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation
		LEFT JOIN party ON party.registration_no = observation.subject
		LEFT JOIN area ON area.code = observation.area
	WHERE observation.metric IN ('hotline_answered', 'service_availability')
		AND observation.value IS NOT NULL AND observation.period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), latest AS MATERIALIZED (
	SELECT class, place, metric, hit FROM stated WHERE nth = 1
), figure AS (
	SELECT '' AS area, '' AS dim, '' AS component, sum(hit) AS num, count(*) AS den FROM latest
	UNION ALL
	SELECT place, '', '', sum(hit), count(*) FROM latest WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, '', sum(hit), count(*) FROM latest WHERE class <> '' GROUP BY class
	UNION ALL
	SELECT '', '', metric, sum(hit), count(*) FROM latest GROUP BY metric
)
SELECT area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim, component
