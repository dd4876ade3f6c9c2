-- SPDX-License-Identifier: Apache-2.0
-- # Cases that began with a technical match or anomaly and were closed within the year. Rows by kind of case.
-- id: M328
-- article: 24
-- mechanism: A24.13
-- title: {en: Technical suspicions that were confirmed, zh: 技术识别线索查实比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH candidate AS (
	SELECT "case".outcome NOT IN ('false-alarm', 'withdrawn') AS hit, "case".kind AS class
	FROM "case"
	WHERE "case".kind IN ('risk-report', 'anomaly', 'rogue-cell', 'takedown') AND "case".outcome IS NOT NULL
		AND "case".closed BETWEEN :at - days(:past_year) AND :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM candidate
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM candidate WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
