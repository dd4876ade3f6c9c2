-- SPDX-License-Identifier: Apache-2.0
-- # Fund investments, equity, loans and guarantees paid or awarded in the past year, by origin of the
-- # money. Mixed money is neither. Dims: the share of each origin. Currencies are not mixed: yuan only.
-- id: M155
-- article: 4
-- mechanism: A4.8
-- title: {en: Investment that comes from private and foreign capital, zh: 社会资本与境外资本在投融资中的占比}
-- unit: percent
-- direction: watch
-- target: none
-- owner: regulator
WITH money AS (
	SELECT coalesce(origin, 'unknown') AS class, amount
	FROM funding
	WHERE kind IN ('fund', 'equity', 'loan', 'guarantee') AND currency = 'CNY' AND amount IS NOT NULL
		AND coalesce(paid, decided) > day(:at - days(:past_year), 'cn') AND coalesce(paid, decided) <= day(:at, 'cn')
), every AS (
	SELECT sum(amount) AS amount, count(*) AS n FROM money
), figure AS (
	SELECT '' AS dim, sum(iif(class IN ('private', 'foreign'), amount, 0)) AS num, count(*) AS n FROM money
	UNION ALL
	SELECT class, sum(amount), count(*) FROM money GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif((SELECT amount FROM every), 0) AS value,
	num, (SELECT amount FROM every) AS den, n
FROM figure
ORDER BY dim
