-- SPDX-License-Identifier: Apache-2.0
-- # Agreements with a partner country are international, those without one regional (between provinces).
-- id: M306
-- article: 19
-- mechanism: A19.2
-- title: {en: Commitments under cooperation agreements fulfilled, zh: 合作协议承诺事项兑现比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH agreed AS MATERIALIZED (
	SELECT CASE WHEN country IS NULL THEN 'regional' ELSE 'international' END AS class, commitments, commitments_met
	FROM agreement
	WHERE kind IN ('cooperation', 'mou', 'csirt') AND state IN ('in-force', 'ended') AND commitments > 0
		AND started <= day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(coalesce(commitments_met, 0)) AS num, sum(commitments) AS den, count(*) AS n FROM agreed
	UNION ALL
	SELECT class, sum(coalesce(commitments_met, 0)), sum(commitments), count(*) FROM agreed GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim
