-- SPDX-License-Identifier: Apache-2.0
-- # The clearing house gives medians of each operator and period, not single cases; this is the median
-- # of those of the past year. Dims are the operators that users leave.
-- id: M037
-- article: 5
-- mechanism: A5.19
-- title: {en: "Hours from porting request to activation, median", zh: 携号转网办理时长（中位数）}
-- unit: hours
-- direction: down
-- target: none
-- owner: operator
WITH stated AS (
	SELECT publisher, value
	FROM observation
	WHERE metric = 'porting_lead_hours' AND value IS NOT NULL
		AND period_end > day(:at - days(:past_year), 'cn') AND period_end <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(value, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM stated
UNION ALL
SELECT '', publisher, '', pctl(value, :p50), NULL, NULL, count(*) FROM stated GROUP BY publisher
ORDER BY dim
