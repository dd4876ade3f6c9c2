-- SPDX-License-Identifier: Apache-2.0
-- # Three parts of 0 to 100 for each area: "available": residents covered by 4G; "affordable": the bar
-- # for the basket's share of income against what it is, at most 100; "good": the median download rate
-- # against its bar, at most 100. The index is the weakest of them: a network that nobody can pay is
-- # not made up for by a quick one. Areas without one of the three have no index. The total weighs
-- # areas by residents. The basket is the cheapest plan on sale everywhere.
-- id: M145
-- article: 3
-- mechanism: A3.2
-- title: {en: "Access index: available, affordable and good, of which the weakest counts", zh: “用得上、用得起、用得好”综合指数（取最弱项）}
-- unit: score
-- direction: up
-- target: none
-- owner: regulator
WITH reach AS (
	SELECT area AS place, dim, max(iif(metric = 'residents_by_class', value, NULL)) AS people,
		max(iif(metric = 'covered_4g', value, NULL)) AS covered
	FROM (SELECT area, dim, metric, value, rank() OVER (PARTITION BY metric, area, dim, publisher
			ORDER BY period_end DESC) AS age
		FROM observation
		WHERE metric IN ('residents_by_class', 'covered_4g') AND dim IN ('urban', 'rural')
			AND value IS NOT NULL AND period_end <= day(:at, 'cn'))
	WHERE age = 1
	GROUP BY area, dim
), available AS MATERIALIZED (
	SELECT place, sum(people) AS people, 100.0 * sum(covered) / nullif(sum(people), 0) AS score
	FROM reach WHERE people IS NOT NULL AND covered IS NOT NULL GROUP BY place
), basket AS (
	SELECT min(price) / 100.0 AS price
	FROM tariff
	WHERE kind IN ('mobile-data', 'mobile-bundle') AND data_gb >= :basket_gb
		AND coalesce(target_group, 'all') = 'all'
		AND leaf NOT IN (SELECT leaf FROM tariff_areas)
		AND coalesce(on_sale_from, '') <= day(:at, 'cn')
		AND (on_sale_until IS NULL OR on_sale_until >= day(:at, 'cn'))
), affordable AS MATERIALIZED (
	SELECT place, min(100.0, :basket_income_target * income / nullif((SELECT price FROM basket), 0)) AS score
	FROM (SELECT area AS place, value AS income, row_number() OVER (PARTITION BY area
			ORDER BY period_end DESC, publisher) AS age
		FROM observation
		WHERE metric = 'disposable_income_month' AND value IS NOT NULL AND period_end <= day(:at, 'cn'))
	WHERE age = 1
), good AS MATERIALIZED (
	SELECT area AS place, min(100.0, 100.0 * pctl(value, :p50) / :access_rate_bar) AS score
	FROM observation
	WHERE metric = 'download_rate' AND value IS NOT NULL
		AND period_end > day(:at - days(:quality_period), 'cn') AND period_end <= day(:at, 'cn')
	GROUP BY area
), whole AS MATERIALIZED (
	SELECT available.place, available.people, available.score AS available, affordable.score AS affordable,
		good.score AS good, min(available.score, affordable.score, good.score) AS score
	FROM available JOIN affordable ON affordable.place = available.place
	JOIN good ON good.place = available.place
)
SELECT '' AS area, '' AS dim, '' AS component, wavg(score, people) AS value, NULL AS num, NULL AS den,
	count(*) AS n
FROM whole
UNION ALL
SELECT '', '', 'available', wavg(available, people), NULL, NULL, count(*) FROM whole
UNION ALL
SELECT '', '', 'affordable', wavg(affordable, people), NULL, NULL, count(*) FROM whole
UNION ALL
SELECT '', '', 'good', wavg(good, people), NULL, NULL, count(*) FROM whole
UNION ALL
SELECT place, '', '', score, NULL, NULL, 1 FROM whole
ORDER BY area, component
