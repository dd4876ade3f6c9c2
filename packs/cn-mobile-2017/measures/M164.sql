-- SPDX-License-Identifier: Apache-2.0
-- # Funds of family F07 paid or decided in the past year. Mixed money is left out: nobody knows its parts.
-- id: M164
-- article: 6
-- mechanism: A6.8
-- title: {en: Private money per public yuan in core-technology projects, zh: 核心技术研发社会资本撬动比}
-- unit: ratio
-- direction: up
-- target: none
-- owner: regulator
WITH money AS (
	SELECT origin, amount
	FROM funding
	WHERE family = 'F07' AND currency = 'CNY' AND amount IS NOT NULL AND origin IN ('public', 'private', 'foreign')
		AND coalesce(paid, decided) > day(:at - days(:past_year), 'cn') AND coalesce(paid, decided) <= day(:at, 'cn')
), every AS (
	SELECT sum(iif(origin = 'public', 0, amount)) AS num, sum(iif(origin = 'public', amount, 0)) AS den, count(*) AS n
	FROM money
)
SELECT '' AS area, '' AS dim, '' AS component, 1.0 * num / nullif(den, 0) AS value, num, den, n FROM every
