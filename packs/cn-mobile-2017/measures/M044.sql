-- SPDX-License-Identifier: Apache-2.0
-- # Of the most used services those that were probed lately; a service that nobody probed is neither. "probed":
-- # the share that was. A service is known by its name. Dims are sites and apps.
-- id: M044
-- article: 7
-- mechanism: A7.11
-- title: {en: Most used sites and apps that can be reached over IPv6, zh: 热门网站和应用IPv6可达率}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH latest AS (
	SELECT subject, value, row_number() OVER (PARTITION BY subject ORDER BY period_end DESC, publisher) AS age
	FROM observation
	WHERE metric = 'ipv6_reachable' AND value IS NOT NULL
		AND period_end > day(:at - days(:quality_period), 'cn') AND period_end <= day(:at, 'cn')
), top AS (
	SELECT service.kind AS class, latest.value >= :ipv6_probe_bar AS yes
	FROM service LEFT JOIN latest ON latest.age = 1 AND latest.subject = service.name
	WHERE service.top_rank <= :top_services AND service.kind IN ('site', 'app')
		AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS dim, '' AS component, sum(yes) AS num, count(yes) AS den FROM top
	UNION ALL
	SELECT '', 'probed', count(yes), count(*) FROM top
	UNION ALL
	SELECT class, '', sum(yes), count(yes) FROM top GROUP BY class
)
SELECT '' AS area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY dim, component
