-- SPDX-License-Identifier: Apache-2.0
-- # Standards that apply to an operator, and those it has adopted, by its latest yearly return. Standards
-- # are counted, products are not ranked.
-- id: M261
-- article: 14
-- mechanism: A14.3
-- title: {en: Security standards adopted by operators, zh: 网络安全标准采用率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH stated AS (
	SELECT coalesce(party.kind, '') AS class, observation.metric AS metric,
		observation.value AS value, row_number() OVER (
			PARTITION BY observation.subject, observation.metric
			ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation LEFT JOIN party ON party.registration_no = observation.subject
	WHERE observation.metric IN ('security_standards_due', 'security_standards_adopted')
		AND observation.period_end <= day(:at, 'cn')
), latest AS MATERIALIZED (
	SELECT class, CASE metric WHEN 'security_standards_adopted' THEN value END AS adopted,
		CASE metric WHEN 'security_standards_due' THEN value END AS due
	FROM stated WHERE nth = 1
), figure AS (
	SELECT '' AS dim, sum(adopted) AS num, sum(due) AS den, count(due) AS n FROM latest
	UNION ALL
	SELECT class, sum(adopted), sum(due), count(due) FROM latest WHERE class <> '' GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim
