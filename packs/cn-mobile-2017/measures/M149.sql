-- SPDX-License-Identifier: Apache-2.0
-- # The partners of a campaign are those whom it is to reach. An organisation is covered when a check
-- # of it has a result that is met or unmet since the campaign began. Dims are the campaigns.
-- id: M149
-- article: 3
-- mechanism: A3.7
-- title: {en: "Sweep coverage: organisations in scope that have a result", zh: 风险排查覆盖率：应查单位中已有检查结果的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH scope AS (
	SELECT programme.code AS class, programme.started AS since, p.value AS party
	FROM programme JOIN programme_partners AS p ON p.leaf = programme.leaf
	WHERE programme.kind = 'campaign' AND programme.started <= day(:at, 'cn')
		AND programme.stage <> 'stopped'
), latest AS (
	SELECT party, max(opened) AS checked
	FROM finding
	WHERE result IN ('met', 'unmet') AND opened <= day(:at, 'cn')
	GROUP BY party
), judged AS (
	SELECT scope.class, coalesce(latest.checked >= scope.since, 0) AS yes
	FROM scope LEFT JOIN latest ON latest.party = scope.party
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM judged GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
