-- SPDX-License-Identifier: Apache-2.0
-- # Alliances in force; an output is what a project under the alliance's agreement delivered: a standard, a
-- # product, a test bed. Meetings are none.
-- id: M043
-- article: 7
-- mechanism: A7.2
-- title: {en: Alliances with an output in the past year, zh: 近一年有产出的产学研用联盟比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH active AS (
	SELECT DISTINCT agreement
	FROM programme
	WHERE agreement IS NOT NULL AND output_on > day(:at - days(:past_year), 'cn') AND output_on <= day(:at, 'cn')
), judged AS (
	SELECT rec IN (SELECT agreement FROM active) AS yes
	FROM agreement
	WHERE kind = 'alliance' AND state = 'in-force' AND coalesce(started, '') <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
