-- SPDX-License-Identifier: Apache-2.0
-- # Consultations ended within the year. Questions and requests of the public are not counted here.
-- id: M313
-- article: 22
-- mechanism: A22.1
-- title: {en: Consultations closed with a published disposition, zh: 征求意见已公布意见采纳情况的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH consultation AS (
	SELECT EXISTS (
			SELECT 1 FROM case_step WHERE case_step.in_case = "case".rec AND case_step.step = 'publish' AND case_step.at <= :at
		) AS hit
	FROM "case"
	WHERE "case".flow = 'W22' AND "case".kind = 'consultation' AND coalesce("case".by_public, 0) = 0
		AND "case".closed BETWEEN :at - days(:past_year) AND :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM consultation
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
