-- SPDX-License-Identifier: Apache-2.0
-- # The total is the mean over operators, so that it does not grow with their number. Dims: the plans of
-- # each operator, by registration number.
-- id: M016
-- article: 5
-- mechanism: A5.4
-- title: {en: Tariff plans on sale per operator, zh: 每家经营者在售资费方案数}
-- unit: count
-- direction: down
-- target: none
-- owner: operator
WITH plan AS (
	SELECT party.registration_no AS class, count(*) AS plans
	FROM tariff JOIN party ON party.rec = tariff.provider
	WHERE tariff.kind <> 'settlement' AND coalesce(party.sole_trader, 0) = 0 AND coalesce(on_sale_from, '') <= day(:at, 'cn')
		AND (on_sale_until IS NULL OR on_sale_until >= day(:at, 'cn'))
	GROUP BY party.registration_no
)
SELECT '' AS area, '' AS dim, '' AS component, 1.0 * sum(plans) / nullif(count(*), 0) AS value,
	sum(plans) AS num, count(*) AS den, sum(plans) AS n
FROM plan
UNION ALL
SELECT '', class, '', plans, NULL, NULL, plans FROM plan
ORDER BY dim
