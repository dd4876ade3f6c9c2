-- SPDX-License-Identifier: Apache-2.0
-- # Basic telecom operators, access, information and domain name providers, by class; licence, filing or pilot
-- # licence, not past its date.
-- id: M278
-- article: 17
-- mechanism: A17.3
-- title: {en: Registered providers with a licence in force, zh: 持有有效许可的登记企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: permit-officer
WITH provider AS (
	SELECT party.kind AS class, coalesce(area.code, '') AS place, EXISTS (
			SELECT 1 FROM permit
			WHERE permit.holder = party.rec AND permit.kind IN ('licence', 'filing', 'pilot')
				AND permit.state IN ('granted', 'filed', 'published', 'changed')
				AND (permit.valid_until IS NULL OR permit.valid_until >= day(:at, 'cn'))
		) AS hit
	FROM party LEFT JOIN area ON area.rec = party.area
	WHERE party.kind IN ('telecom-operator', 'access-provider', 'information-provider', 'domain-provider')
		AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM provider
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM provider WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM provider WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
