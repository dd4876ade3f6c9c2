-- SPDX-License-Identifier: Apache-2.0
-- # Appraisals asked for in the past year. An answer without a basis helps nobody to do better.
-- id: M171
-- article: 7
-- mechanism: A7.8
-- title: {en: Appraisals of investments with a decision and its basis, zh: 产业化投融资评估有结论且依据明确的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH judged AS (
	SELECT coalesce(decided <= day(:at, 'cn'), 0) AND decision IS NOT NULL AND basis IS NOT NULL AS yes
	FROM assessment
	WHERE scheme = 'investment' AND requested > day(:at - days(:past_year), 'cn') AND requested <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
