-- SPDX-License-Identifier: Apache-2.0
-- # Complaints of the last quarter about providers that state their users. Sole traders and providers with
-- # fewer users than ranking_users_least are in the total and have no row of their own.
-- id: M105
-- article: 15
-- mechanism: A15.9
-- title: {en: "Complaints per million users, by provider and topic", zh: 每百万用户投诉件数（按企业与主题）}
-- unit: per-million
-- direction: down
-- target: none
-- owner: provider
WITH served AS MATERIALIZED (
	SELECT party.rec AS rec, party.registration_no AS code, coalesce(party.sole_trader, 0) AS trader,
		sum(service.user_count) AS users
	FROM service JOIN party ON party.rec = service.provider
	WHERE service.user_count > 0 AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
	GROUP BY party.rec, party.registration_no, party.sole_trader
), made AS MATERIALIZED (
	SELECT served.code AS code, "case".topic AS topic
	FROM "case" JOIN served ON served.rec = "case".party
	WHERE "case".kind = 'complaint' AND "case".opened >= :at - days(:quarter_back)
		AND "case".opened < :at AND "case".merged_into IS NULL
), figure AS (
	SELECT '' AS dim, '' AS component, (SELECT count(code) FROM made) AS num, sum(users) AS den
	FROM served
	UNION ALL
	SELECT served.code, 'provider', count(made.code), served.users
	FROM served LEFT JOIN made ON made.code = served.code
	WHERE served.trader = 0 AND served.users >= :ranking_users_least
	GROUP BY served.code, served.users
	UNION ALL
	SELECT topic, 'topic', count(*), (SELECT sum(users) FROM served)
	FROM made WHERE topic IS NOT NULL GROUP BY topic
)
SELECT '' AS area, dim, component, 1000000.0 * num / nullif(den, 0) AS value, num, den, num AS n
FROM figure
ORDER BY component, dim
