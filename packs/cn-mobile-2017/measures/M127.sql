-- SPDX-License-Identifier: Apache-2.0
-- # Articles known from registered clauses or from kept results. Component "fresh": data behind a figure no
-- # older than a quarter.
-- id: M127
-- article: 21
-- mechanism: A21.6
-- title: {en: Articles with at least one measured figure, zh: 至少有一项指标出数的条目比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH known AS MATERIALIZED (
	SELECT DISTINCT article FROM instrument WHERE kind = 'clause' AND article IS NOT NULL
	UNION
	SELECT DISTINCT article FROM measure_result WHERE at <= :at
), article AS MATERIALIZED (
	SELECT known.article AS article, EXISTS (
			SELECT 1 FROM measure_result
			WHERE measure_result.article = known.article AND measure_result.value IS NOT NULL
				AND measure_result.at <= :at
		) AS measured, EXISTS (
			SELECT 1 FROM measure_result
			WHERE measure_result.article = known.article AND measure_result.value IS NOT NULL
				AND measure_result.at <= :at AND measure_result.freshness >= :at - days(:quarter_back)
		) AS fresh
	FROM known
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(measured) / nullif(count(*), 0) AS value,
	sum(measured) AS num, count(*) AS den, count(*) AS n
FROM article
UNION ALL
SELECT '', '', 'fresh', 100.0 * sum(fresh) / nullif(count(*), 0), sum(fresh), count(*), count(*) FROM article
ORDER BY component
