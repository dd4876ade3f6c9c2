-- SPDX-License-Identifier: Apache-2.0
-- # A review within the year.
-- id: M337
-- article: 7
-- mechanism: H7.1
-- title: {en: Institutions for services about intellectual property with a review, zh: 知识产权服务机构接受评议的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH institution AS (
	SELECT EXISTS (
			SELECT 1 FROM assessment
			WHERE assessment.party = party.rec AND assessment.scheme = 'service-review'
				AND assessment.assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit
	FROM party
	WHERE party.kind = 'ip-service' AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM institution
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
