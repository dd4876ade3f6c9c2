-- SPDX-License-Identifier: Apache-2.0
-- # Passed on to the competent body within referral_days, or late. Nothing is taken down here and no indicator
-- # is made of it.
-- id: M277
-- article: 16
-- mechanism: A16.7
-- title: {en: "Reports of gambling, pyramid-selling and fund-raising sites passed on in time", zh: 赌博、传销、非法集资网站线索按期转交的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH asked AS MATERIALIZED (
	SELECT coalesce(area.code, '') AS place, coalesce("case".outcome = 'referred'
			AND "case".closed <= "case".opened + days(:referral_days), 0) AS hit
	FROM "case" LEFT JOIN area ON area.rec = "case".area
	WHERE "case".kind = 'referral' AND "case".referral = 'illicit-site'
		AND "case".opened >= :at - days(:past_year)
		AND ("case".outcome = 'referred' OR ("case".closed IS NULL
			AND "case".opened < :at - days(:referral_days)))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM asked
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM asked WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
