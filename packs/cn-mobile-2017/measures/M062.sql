-- SPDX-License-Identifier: Apache-2.0
-- # Tenancies that began at least three years ago; a tenant is alive if its organisation has not ceased within them.
-- id: M062
-- article: 10
-- mechanism: A10.10
-- title: {en: Incubator tenants alive after three years, zh: 孵化企业三年存续率}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH tenant AS (
	SELECT party.ceased IS NULL OR party.ceased > month_add(programme.started, :startup_years * :year_months) AS yes
	FROM programme JOIN party ON party.rec = programme.owner
	WHERE programme.kind = 'incubation' AND month_add(programme.started, :startup_years * :year_months) <= day(:at, 'cn')
		AND NOT coalesce(party.sole_trader, 0)
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM tenant
