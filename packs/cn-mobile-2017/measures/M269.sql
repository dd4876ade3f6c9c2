-- SPDX-License-Identifier: Apache-2.0
-- # Duties of article 15; the latest check of each decides. Component "checked": share of registered providers
-- # that were checked at all, so that a good figure cannot come from looking away.
-- id: M269
-- article: 15
-- mechanism: A15.1
-- title: {en: Providers that meet every duty of privacy management that was checked, zh: 个人信息保护义务经检查全部符合的企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH provider AS (
	SELECT rec, kind FROM party
	WHERE kind IN ('telecom-operator', 'information-provider', 'app-store', 'resale-operator')
		AND (ceased IS NULL OR ceased > day(:at, 'cn'))
), checked AS (
	SELECT provider.rec AS rec, provider.kind AS class, finding.result AS result, row_number() OVER (
			PARTITION BY provider.rec, duty.rec
			ORDER BY finding.opened DESC, finding.code DESC) AS nth
	FROM provider
		JOIN finding ON finding.party = provider.rec AND finding.opened <= day(:at, 'cn')
		JOIN duty ON duty.rec = finding.duty AND duty.article = '15'
	WHERE finding.result IN ('met', 'unmet')
), judged AS MATERIALIZED (
	SELECT rec, class, min(result = 'met') AS hit FROM checked WHERE nth = 1 GROUP BY rec, class
), figure AS (
	SELECT '' AS dim, '' AS component, sum(hit) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT class, '', sum(hit), count(*) FROM judged GROUP BY class
	UNION ALL
	SELECT '', 'checked', (SELECT count(rec) FROM judged), count(rec) FROM provider
)
SELECT '' AS area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY dim, component
