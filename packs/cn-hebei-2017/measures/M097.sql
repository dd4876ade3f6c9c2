-- SPDX-License-Identifier: Apache-2.0
-- # Warnings of the year that name an indicator which was seen here. Negative: it was seen before the
-- # warning. Component "in-advance": percent of them that came first.
-- id: M097
-- article: 14
-- mechanism: H14.5
-- title: {en: Lead of warnings over the first local sighting, zh: 预警早于本地首次命中的时长中位数}
-- unit: hours
-- direction: up
-- target: none
-- owner: response-team
WITH warned AS MATERIALIZED (
	SELECT notice.issued AS issued, (
			SELECT min(sighting."first") FROM sighting WHERE sighting.indicator = notice.indicator
		) AS seen
	FROM notice
	WHERE notice.kind = 'warning' AND notice.indicator IS NOT NULL
		AND notice.issued BETWEEN :at - days(:past_year) AND :at
), lead AS (
	SELECT 1.0 * (seen - issued) / hours(1) AS lead FROM warned WHERE seen <= :at
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(lead, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM lead
UNION ALL
SELECT '', '', 'in-advance', 100.0 * sum(lead > 0) / nullif(count(*), 0), sum(lead > 0), count(*), count(*) FROM lead
ORDER BY component
