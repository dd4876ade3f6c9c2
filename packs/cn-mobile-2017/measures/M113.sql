-- SPDX-License-Identifier: Apache-2.0
-- # Takedown cases of the last year about a name, set against the names that the provider manages by its
-- # return. Component "addresses": the same for hosts and their addresses. A sole trader, or a provider with
-- # fewer names than abuse_names_least, has no row of its own.
-- id: M113
-- article: 17
-- mechanism: A17.6
-- title: {en: "Confirmed abuse per 10 000 domain names, by provider", zh: 每万个域名的确认滥用数（按服务机构）}
-- unit: per-10k
-- direction: down
-- target: none
-- owner: registrar
WITH managed AS (
	SELECT party.rec AS rec, party.registration_no AS code, coalesce(party.sole_trader, 0) AS trader,
		CASE observation.metric WHEN 'domains_managed' THEN 'domain' ELSE 'prefix' END AS kind,
		observation.value AS size, row_number() OVER (PARTITION BY party.rec, observation.metric
			ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation JOIN party ON party.registration_no = observation.subject
	WHERE observation.metric IN ('domains_managed', 'addresses_managed')
		AND observation.period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), counted AS MATERIALIZED (
	SELECT managed.code AS code, managed.trader AS trader, managed.kind AS kind,
		managed.size AS size, (
			SELECT count(*) FROM "case" JOIN resource ON resource.rec = "case".resource
			WHERE "case".kind = 'takedown' AND "case".party = managed.rec
				AND resource.kind = managed.kind
				AND "case".opened >= :at - days(:past_year) AND "case".opened < :at
				AND coalesce("case".outcome, '') NOT IN ('false-alarm', 'not-upheld', 'withdrawn')
		) AS abused
	FROM managed WHERE managed.nth = 1
), figure AS (
	SELECT '' AS dim, '' AS component, sum(abused) AS num, sum(size) AS den, count(*) AS n
	FROM counted WHERE kind = 'domain'
	UNION ALL
	SELECT '', 'addresses', sum(abused), sum(size), count(*) FROM counted WHERE kind = 'prefix'
	UNION ALL
	SELECT code, CASE kind WHEN 'domain' THEN '' ELSE 'addresses' END, abused, size, 1
	FROM counted WHERE trader = 0 AND size >= :abuse_names_least
)
SELECT '' AS area, dim, component, 10000.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim, component
