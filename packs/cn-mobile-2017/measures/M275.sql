-- SPDX-License-Identifier: Apache-2.0
-- # Passed on within referral_days, or late. Component "repeat": about a party against which there was a notice
-- # before. No work is looked at and none is searched for.
-- id: M275
-- article: 16
-- mechanism: A16.5
-- title: {en: Notices of right holders passed on to the competent body in time, zh: 权利人通知按期转交主管机关的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH asked AS MATERIALIZED (
	SELECT coalesce(area.code, '') AS place, coalesce("case".repeat, 0) AS repeat,
		coalesce("case".outcome = 'referred'
			AND "case".closed <= "case".opened + days(:referral_days), 0) AS hit
	FROM "case" LEFT JOIN area ON area.rec = "case".area
	WHERE "case".kind = 'referral' AND "case".referral = 'infringement'
		AND "case".opened >= :at - days(:past_year)
		AND ("case".outcome = 'referred' OR ("case".closed IS NULL
			AND "case".opened < :at - days(:referral_days)))
), figure AS (
	SELECT '' AS area, '' AS component, sum(hit) AS num, count(*) AS den FROM asked
	UNION ALL
	SELECT '', 'repeat', sum(repeat), count(*) FROM asked
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM asked WHERE place <> '' GROUP BY place
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, component
