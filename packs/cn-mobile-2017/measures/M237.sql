-- SPDX-License-Identifier: Apache-2.0
-- # Villages covered, telemedicine, schools and fee relief: areas of class "poor" that report each within the past two years. What is
-- # not measured cannot be improved on purpose.
-- id: M237
-- article: 12
-- mechanism: A12.1
-- title: {en: Poor areas with all four basic services measured, zh: 四项基本服务均有度量的贫困地区占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH poor AS (
	SELECT area.code AS place FROM area WHERE area.leaf IN (SELECT leaf FROM area_class WHERE value = 'poor')
), told AS (
	SELECT DISTINCT area AS place, metric FROM observation
	WHERE metric IN ('villages_without_mobile', 'clinics_connected', 'schools_connected', 'relief_households') AND value IS NOT NULL
		AND period_end > day(:at - days(:past_year) - days(:past_year), 'cn') AND period_end <= day(:at, 'cn')
), judged AS (
	SELECT poor.place AS place, count(told.metric) = :basic_services AS yes
	FROM poor LEFT JOIN told ON told.place = poor.place GROUP BY poor.place
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
