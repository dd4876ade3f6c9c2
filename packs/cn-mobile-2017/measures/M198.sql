-- SPDX-License-Identifier: Apache-2.0
-- # Firms that received a grant so long ago that their three years are over; a firm counts once. Sole traders are left out.
-- id: M198
-- article: 9
-- mechanism: A9.4
-- title: {en: Supported start-ups that are still there after three years, zh: 受扶持创业企业三年存续率}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH supported AS (
	SELECT funding.receiver AS rec, min(coalesce(funding.paid, funding.decided)) AS since
	FROM funding WHERE funding.kind = 'grant' AND funding.receiver IS NOT NULL AND funding.family IN ('F11', 'F12')
	GROUP BY funding.receiver
), judged AS (
	SELECT party.ceased IS NULL OR party.ceased > month_add(supported.since, :startup_years * :year_months) AS yes
	FROM supported JOIN party ON party.rec = supported.rec
	WHERE NOT coalesce(party.sole_trader, 0) AND month_add(supported.since, :startup_years * :year_months) <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
