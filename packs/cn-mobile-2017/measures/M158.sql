-- SPDX-License-Identifier: Apache-2.0
-- # Investment in infrastructure of the past year that is paid from private or mixed money, or stands
-- # under a sharing agreement. Dims: the share of each origin. "per-site": yuan per tower or cell that went
-- # into service in that year, a rough figure.
-- id: M158
-- article: 5
-- mechanism: A5.7
-- title: {en: "Network investment that is shared, private or mixed", zh: 采用共建共享或社会资本模式的网络投资占比}
-- unit: percent
-- direction: watch
-- target: none
-- owner: operator
WITH money AS (
	SELECT coalesce(funding.origin, 'unknown') AS class, funding.amount,
		coalesce(funding.origin IN ('private', 'mixed'), 0) OR coalesce(agreement.kind = 'sharing', 0) AS other
	FROM funding LEFT JOIN agreement ON agreement.rec = funding.agreement
	WHERE funding.kind = 'infrastructure' AND funding.currency = 'CNY' AND funding.amount IS NOT NULL
		AND coalesce(funding.paid, funding.decided) > day(:at - days(:past_year), 'cn')
		AND coalesce(funding.paid, funding.decided) <= day(:at, 'cn')
), every AS (
	SELECT sum(amount) AS amount, count(*) AS n FROM money
), built AS (
	SELECT count(*) AS sites
	FROM asset
	WHERE kind IN ('tower', 'cell') AND in_service > day(:at - days(:past_year), 'cn') AND in_service <= day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(iif(other, amount, 0)) AS num, count(*) AS n FROM money
	UNION ALL
	SELECT class, sum(amount), count(*) FROM money GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif((SELECT amount FROM every), 0) AS value,
	num, (SELECT amount FROM every) AS den, n
FROM figure
UNION ALL
SELECT '', '', 'per-site', every.amount / 100.0 / nullif(built.sites, 0), every.amount / 100.0, built.sites, every.n
FROM every JOIN built
ORDER BY dim, component
