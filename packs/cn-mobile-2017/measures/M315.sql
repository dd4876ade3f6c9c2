-- SPDX-License-Identifier: Apache-2.0
-- # Pledges of organisations within the year. Component "paid": yuan paid. Givers are organisations; gifts of
-- # persons appear only within a platform's sum.
-- id: M315
-- article: 22
-- mechanism: A22.3
-- title: {en: Donations pledged for online public benefit that were paid, zh: 网络公益承诺捐赠到账比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH donation AS MATERIALIZED (
	SELECT budgeted / 100.0 AS pledged, CASE WHEN paid <= day(:at, 'cn') THEN amount / 100.0 ELSE 0 END AS given
	FROM funding
	WHERE kind = 'donation' AND currency = 'CNY' AND budgeted > 0
		AND decided BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(given) / nullif(sum(pledged), 0) AS value,
	sum(given) AS num, sum(pledged) AS den, count(*) AS n
FROM donation
UNION ALL
SELECT '', '', 'paid', sum(given), NULL, NULL, count(*) FROM donation
ORDER BY component
