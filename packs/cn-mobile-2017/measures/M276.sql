-- SPDX-License-Identifier: Apache-2.0
-- # Told: a notice of the case was issued within exposure_notice_days. Where the data lie, how many and which
-- # fields: nothing of the data itself is kept.
-- id: M276
-- article: 16
-- mechanism: A16.6
-- title: {en: Exposures of personal information of which the source was told in time, zh: 个人信息泄露线索按期告知来源单位的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH exposed AS (
	SELECT coalesce(area.code, '') AS place, "case".opened AS opened, (
			SELECT min(notice.issued) FROM notice WHERE notice.in_case = "case".rec
		) AS told
	FROM "case" LEFT JOIN area ON area.rec = "case".area
	WHERE "case".kind = 'referral' AND "case".referral = 'data-exposure'
		AND "case".opened >= :at - days(:past_year)
), due AS (
	SELECT place, coalesce(told <= opened + days(:exposure_notice_days), 0) AS hit
	FROM exposed
	WHERE told <= :at OR opened < :at - days(:exposure_notice_days)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM due
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM due WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
