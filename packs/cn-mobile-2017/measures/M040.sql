-- SPDX-License-Identifier: Apache-2.0
-- # From the tax office's counts: no single claim and no firm is in the data. The latest year of each area.
-- # "refused": claims refused per claim made or refused, in percent.
-- id: M040
-- article: 6
-- mechanism: A6.7
-- title: {en: "Uptake of the R&D super-deduction among small and medium enterprises", zh: 中小微企业研发费用加计扣除享受率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH latest AS (
	SELECT area AS place, metric, value, rank() OVER (PARTITION BY area ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('rd_eligible_smes', 'rd_claiming_smes', 'rd_refused_claims') AND value IS NOT NULL
		AND period_end <= day(:at, 'cn')
), placed AS MATERIALIZED (
	SELECT place, sum(iif(metric = 'rd_eligible_smes', value, NULL)) AS eligible,
		sum(iif(metric = 'rd_claiming_smes', value, NULL)) AS claiming,
		sum(iif(metric = 'rd_refused_claims', value, NULL)) AS refused
	FROM latest WHERE age = 1 GROUP BY place
), figure AS (
	SELECT '' AS area, '' AS component, sum(claiming) AS num, sum(eligible) AS den
	FROM placed WHERE claiming IS NOT NULL AND eligible IS NOT NULL
	UNION ALL
	SELECT '', 'refused', sum(refused), sum(claiming) + sum(refused)
	FROM placed WHERE claiming IS NOT NULL AND refused IS NOT NULL
	UNION ALL
	SELECT place, '', claiming, eligible FROM placed WHERE claiming IS NOT NULL AND eligible IS NOT NULL
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, component
