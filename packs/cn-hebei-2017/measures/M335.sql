-- SPDX-License-Identifier: Apache-2.0
-- # Latest year of official or industry statistics.
-- id: M335
-- article: 5
-- mechanism: H5.3
-- title: {en: "Market share of the province's products", zh: 本省产品市场占有率}
-- unit: percent
-- direction: up
-- target: none
-- owner: statistician
WITH stated AS (
	SELECT subject, period_end, max(iif(metric = 'market_own_sales', value, NULL)) AS own,
		max(iif(metric = 'market_sales', value, NULL)) AS whole
	FROM observation
	WHERE metric IN ('market_own_sales', 'market_sales') AND period_end <= day(:at, 'cn')
	GROUP BY subject, period_start, period_end
), latest AS (
	SELECT own, whole, row_number() OVER (PARTITION BY subject ORDER BY period_end DESC) AS nth
	FROM stated WHERE own IS NOT NULL AND whole IS NOT NULL
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(own) / nullif(sum(whole), 0) AS value, sum(own) AS num,
	sum(whole) AS den, count(*) AS n
FROM latest WHERE nth = 1
