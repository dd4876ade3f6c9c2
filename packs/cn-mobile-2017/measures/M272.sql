-- SPDX-License-Identifier: Apache-2.0
-- # Each operator's latest figure of each kind in each area against the norm. Components: by figure.
-- id: M272
-- article: 17
-- mechanism: A17.2
-- title: {en: Basic telecom services that conform to the service norm, zh: 基础电信服务质量符合规范的比例}
-- unit: percent
-- direction: up
-- target: target_telecom_norm
-- owner: operator
WITH stated AS (
	SELECT coalesce(party.kind, '') AS class, coalesce(area.code, '') AS place,
		observation.metric AS metric, CASE observation.metric
			WHEN 'fault_repair_hours' THEN observation.value <= :fault_repair_most
			WHEN 'service_resume_hours' THEN observation.value <= :service_resume_most
			ELSE observation.value <= :call_drop_most END AS hit, row_number() OVER (
			PARTITION BY observation.metric, observation.subject, observation.area
			ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation
		LEFT JOIN party ON party.registration_no = observation.subject
		LEFT JOIN area ON area.code = observation.area
	WHERE observation.metric IN ('fault_repair_hours', 'service_resume_hours', 'call_drop_rate')
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
