-- SPDX-License-Identifier: Apache-2.0
-- # Complaints of the past year about resale enterprises against their subscribers now. Dims are the
-- # enterprises, by registration number; sole traders are left out.
-- id: M029
-- article: 5
-- mechanism: A5.14
-- title: {en: Complaints per million subscribers of resale enterprises, zh: 移动转售企业每百万用户投诉量}
-- unit: per-million
-- direction: down
-- target: none
-- owner: operator
WITH latest AS (
	SELECT publisher, area, value, rank() OVER (PARTITION BY publisher, area ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric = 'subscribers' AND dim = 'mobile' AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), served AS (
	SELECT party.rec AS party, party.registration_no AS class, sum(latest.value) AS people
	FROM latest JOIN party ON party.registration_no = latest.publisher
	WHERE latest.age = 1 AND party.kind = 'resale-operator' AND coalesce(party.sole_trader, 0) = 0
	GROUP BY party.rec, party.registration_no
), complained AS (
	SELECT party, count(*) AS n
	FROM "case"
	WHERE kind = 'complaint' AND party IS NOT NULL AND opened > :at - days(:past_year) AND opened <= :at
	GROUP BY party
), firm AS MATERIALIZED (
	SELECT served.class, served.people, coalesce(complained.n, 0) AS n
	FROM served LEFT JOIN complained ON complained.party = served.party
), figure AS (
	SELECT '' AS dim, sum(n) AS num, sum(people) AS den FROM firm
	UNION ALL
	SELECT class, n, people FROM firm
)
SELECT '' AS area, dim, '' AS component, 1000000.0 * num / nullif(den, 0) AS value, num, den, num AS n
FROM figure
ORDER BY dim
