-- SPDX-License-Identifier: Apache-2.0
-- # From the report to the step into state "down". A site that is still up counts with its age so far:
-- # otherwise the slowest would not be seen.
-- id: M108
-- article: 15
-- mechanism: A15.11
-- title: {en: Hours that a phishing or malware site stays up (median), zh: 钓鱼与恶意网站存活时长中位数}
-- unit: hours
-- direction: down
-- target: none
-- owner: response-team
WITH reported AS (
	SELECT "case".category AS class, coalesce(area.code, '') AS place, "case".opened AS opened,
		coalesce((
			SELECT min(case_step.at) FROM case_step
			WHERE case_step.in_case = "case".rec AND case_step.to_state = 'down'
		), "case".closed, :at) AS gone
	FROM "case" LEFT JOIN area ON area.rec = "case".area
	WHERE "case".kind = 'takedown' AND "case".opened < :at
		AND "case".opened >= :at - days(:past_year)
		AND "case".category IN ('phishing', 'malware', 'c2', 'fraud-site')
		AND coalesce("case".outcome, '') NOT IN ('false-alarm', 'not-upheld', 'withdrawn')
), timed AS (
	SELECT class, place, 1.0 * (gone - opened) / hours(1) AS up FROM reported
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(up, :p50) AS value, NULL AS num,
	NULL AS den, count(*) AS n
FROM timed
UNION ALL
SELECT '', class, '', pctl(up, :p50), NULL, NULL, count(*) FROM timed GROUP BY class
UNION ALL
SELECT place, '', '', pctl(up, :p50), NULL, NULL, count(*)
FROM timed WHERE place <> '' GROUP BY place
ORDER BY area, dim
