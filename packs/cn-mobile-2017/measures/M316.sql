-- SPDX-License-Identifier: Apache-2.0
-- # Cases closed as referred within the year, by supervision, associations or the public's desks. Rows by
-- # kind of case.
-- id: M316
-- article: 22
-- mechanism: A22.8
-- title: {en: Referrals that continue as a case at the receiving body, zh: 移送事项由接收单位立案续办的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH sent AS (
	SELECT EXISTS (SELECT 1 FROM "case" AS next WHERE next.parent_case = "case".rec AND next.opened <= :at) AS hit,
		"case".kind AS class
	FROM "case"
	WHERE "case".outcome = 'referred' AND "case".closed BETWEEN :at - days(:past_year) AND :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM sent
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM sent WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
