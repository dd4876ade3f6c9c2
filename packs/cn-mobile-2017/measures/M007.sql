-- SPDX-License-Identifier: Apache-2.0
-- # Services launched in the past year with an assessment of scheme new-service that was passed, with
-- # or without conditions, by the day of the launch. Dims are kinds of service.
-- id: M007
-- article: 4
-- mechanism: A4.7
-- title: {en: New services assessed before launch, zh: 新业务上线前完成综合评估的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH passed AS (
	SELECT service, min(decided) AS since
	FROM assessment
	WHERE scheme = 'new-service' AND decision IN ('approved', 'conditional') AND service IS NOT NULL
	GROUP BY service
), judged AS (
	SELECT coalesce(area.code, '') AS place, service.kind AS class,
		coalesce(passed.since <= service.launched, 0) AS yes
	FROM service LEFT JOIN passed ON passed.service = service.rec LEFT JOIN area ON area.rec = service.area
	WHERE service.kind IN ('site', 'app', 'telecom', 'platform')
		AND service.launched > day(:at - days(:past_year), 'cn') AND service.launched <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT place, '', sum(yes), count(*) FROM judged WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
