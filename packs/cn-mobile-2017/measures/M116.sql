-- SPDX-License-Identifier: Apache-2.0
-- # Each duty of a class against each provider of that class; the latest check decides. Components "unmet" and
-- # "not-assessed" are the rest: the three make 100 %. What does not apply is left out.
-- id: M116
-- article: 17
-- mechanism: A17.7
-- title: {en: "Duties met, by class of provider", zh: 主体责任履行比例（按企业类别）}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH checked AS (
	SELECT party, duty, result, row_number() OVER (
			PARTITION BY party, duty ORDER BY opened DESC, code DESC) AS nth
	FROM finding
	WHERE party IS NOT NULL AND duty IS NOT NULL AND opened <= day(:at, 'cn')
), latest AS MATERIALIZED (
	SELECT party, duty, result FROM checked WHERE nth = 1
), owed AS (
	SELECT party.kind AS class, coalesce(latest.result, 'not-assessed') AS result
	FROM party
		JOIN duty ON duty.kind = 'duty' AND duty.party_class = party.kind
		LEFT JOIN latest ON latest.party = party.rec AND latest.duty = duty.rec
	WHERE party.kind IN ('telecom-operator', 'access-provider', 'information-provider', 'domain-provider')
		AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), applied AS MATERIALIZED (
	SELECT class, result FROM owed WHERE result <> 'not-applicable'
), every AS (
	SELECT '' AS class, result FROM applied
	UNION ALL
	SELECT class, result FROM applied
), outcome AS (
	SELECT 'met' AS word, '' AS component
	UNION ALL
	SELECT 'unmet', 'unmet'
	UNION ALL
	SELECT 'not-assessed', 'not-assessed'
)
SELECT '' AS area, every.class AS dim, outcome.component AS component,
	100.0 * sum(every.result = outcome.word) / count(*) AS value,
	sum(every.result = outcome.word) AS num, count(*) AS den, count(*) AS n
FROM every, outcome
GROUP BY every.class, outcome.component
ORDER BY dim, component
