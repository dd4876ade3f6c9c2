-- SPDX-License-Identifier: Apache-2.0
-- # Joint takedowns of the year that are closed, or whose planned date has passed. Rows by partner country.
-- id: M123
-- article: 19
-- mechanism: A19.6
-- title: {en: Joint takedowns completed, zh: 联合处置行动完成比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH joint AS (
	SELECT coalesce("case".outcome = 'down', 0) AS hit, coalesce(agreement.country, '') AS class
	FROM "case" LEFT JOIN agreement ON agreement.rec = "case".agreement
	WHERE "case".kind = 'joint-takedown' AND "case".opened BETWEEN :at - days(:past_year) AND :at
		AND ("case".closed <= :at OR "case".due < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM joint
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM joint WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
