-- SPDX-License-Identifier: Apache-2.0
-- # Reports delivered within the year; the decision may be to refuse.
-- id: M320
-- article: 23
-- mechanism: A23.5
-- title: {en: Advice of expert panels that led to a decision, zh: 专家智库建议形成决定的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: secretariat
WITH advice AS (
	SELECT programme.decision IS NOT NULL AS hit FROM programme
	WHERE programme.kind = 'expert-panel' AND programme.delivered BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM advice
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
