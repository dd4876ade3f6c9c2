-- SPDX-License-Identifier: Apache-2.0
-- # Score: answers of 100 that were satisfied; the latest review of each provider within the year. Components
-- # "low" and "high": ends of the 95 % interval. Too small a sample and sole traders have no row.
-- id: M132
-- article: 22
-- mechanism: A22.7
-- title: {en: "Service-review score, with its 95 % interval by provider", zh: "服务评议得分及 95% 区间（按企业）"}
-- unit: score
-- direction: up
-- target: none
-- owner: regulator
WITH review AS MATERIALIZED (
	SELECT party.registration_no AS body, assessment.score AS score, assessment.samples AS samples,
		row_number() OVER (PARTITION BY party.rec
			ORDER BY assessment.assessed DESC, assessment.code DESC) AS nth
	FROM assessment JOIN party ON party.rec = assessment.party
	WHERE assessment.scheme = 'service-review' AND assessment.score BETWEEN 0 AND 100
		AND assessment.samples >= :review_samples_least AND coalesce(party.sole_trader, 0) = 0
		AND assessment.assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, wavg(score, samples) AS value, NULL AS num, NULL AS den,
	sum(samples) AS n
FROM review WHERE nth = 1
UNION ALL
SELECT '', body, '', score, NULL, NULL, samples FROM review WHERE nth = 1
UNION ALL
SELECT '', body, 'low', 100 * wilson_lo(score * samples / 100, samples), NULL, NULL, samples FROM review WHERE nth = 1
UNION ALL
SELECT '', body, 'high', 100 * wilson_hi(score * samples / 100, samples), NULL, NULL, samples FROM review WHERE nth = 1
ORDER BY dim, component
