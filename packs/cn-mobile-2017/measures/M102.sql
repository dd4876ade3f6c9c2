-- SPDX-License-Identifier: Apache-2.0
-- # Counts of the providers' returns of the last year; no request is known here. Component "breaches-told":
-- # leaks of personal information of which the people concerned were told within the limit.
-- id: M102
-- article: 15
-- mechanism: A15.6
-- title: {en: Requests about own personal data answered in time, zh: 个人信息权利请求按期答复比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH filed AS MATERIALIZED (
	SELECT coalesce(party.kind, '') AS class, observation.metric AS metric, observation.value AS value
	FROM observation LEFT JOIN party ON party.registration_no = observation.subject
	WHERE observation.metric IN ('rights_requests', 'rights_requests_in_time', 'data_breaches',
			'data_breaches_told')
		AND observation.period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, '' AS component,
		sum(CASE WHEN metric = 'rights_requests_in_time' THEN value END) AS num,
		sum(CASE WHEN metric = 'rights_requests' THEN value END) AS den,
		sum(metric = 'rights_requests') AS n
	FROM filed
	UNION ALL
	SELECT class, '', sum(CASE WHEN metric = 'rights_requests_in_time' THEN value END),
		sum(CASE WHEN metric = 'rights_requests' THEN value END), sum(metric = 'rights_requests')
	FROM filed WHERE class <> '' GROUP BY class
	UNION ALL
	SELECT '', 'breaches-told', sum(CASE WHEN metric = 'data_breaches_told' THEN value END),
		sum(CASE WHEN metric = 'data_breaches' THEN value END), sum(metric = 'data_breaches')
	FROM filed
)
SELECT '' AS area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den,
	coalesce(n, 0) AS n
FROM figure
ORDER BY dim, component
