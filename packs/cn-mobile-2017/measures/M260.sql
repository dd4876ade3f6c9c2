-- SPDX-License-Identifier: Apache-2.0
-- # Networks, links, gateways, cables and data centres. Component "availability": share of the quarter in which
-- # they were available by the operators' returns, weighted by users; "exercised": share with an exercise
-- # within the year.
-- id: M260
-- article: 14
-- mechanism: A14.2
-- title: {en: "Basic networks: required protective measures in place", zh: 基础信息网络应有保护措施的落实比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH basic AS MATERIALIZED (
	SELECT asset.rec AS rec, asset.name AS name, asset.level AS level,
		coalesce(area.code, '') AS place
	FROM asset LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind IN ('network', 'link', 'gateway', 'cable', 'data-centre') AND asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), checked AS (
	SELECT finding.asset AS asset, finding.duty AS duty, finding.result AS result,
		row_number() OVER (PARTITION BY finding.asset, finding.duty
			ORDER BY finding.opened DESC, finding.code DESC) AS nth
	FROM finding
	WHERE finding.asset IS NOT NULL AND finding.duty IS NOT NULL
		AND finding.opened <= day(:at, 'cn')
), latest AS MATERIALIZED (
	SELECT asset, duty, result FROM checked WHERE nth = 1
), needed AS (
	SELECT coalesce(area.code, '') AS place, coalesce(latest.result, 'not-assessed') AS result
	FROM asset
		JOIN duty ON duty.kind = 'control' AND CAST(coalesce(duty.level, '1') AS INTEGER)
			<= CAST(asset.level AS INTEGER)
		LEFT JOIN latest ON latest.asset = asset.rec AND latest.duty = duty.rec
		LEFT JOIN area ON area.rec = asset.area
	WHERE asset.rec IN (SELECT rec FROM basic)
), applied AS MATERIALIZED (
	SELECT place, result = 'met' AS hit FROM needed WHERE result <> 'not-applicable'
), reported AS (
	SELECT stated.value AS value, coalesce(weight.value, 1) AS users,
		row_number() OVER (PARTITION BY stated.subject
			ORDER BY stated.period_end DESC, stated.publisher) AS nth
	FROM observation AS stated
		JOIN basic ON basic.name = stated.subject
		LEFT JOIN observation AS weight ON weight.metric = 'network_users'
			AND weight.subject = stated.subject AND weight.period_end = stated.period_end
			AND weight.publisher = stated.publisher
	WHERE stated.metric = 'network_availability'
		AND stated.period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), exercised AS (
	SELECT EXISTS (
			SELECT 1 FROM assessment
			WHERE assessment.asset = basic.rec AND assessment.scheme = 'exercise'
				AND assessment.assessed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS hit
	FROM basic
), figure AS (
	SELECT '' AS area, '' AS component, 100.0 * sum(hit) / nullif(count(*), 0) AS value, sum(hit) AS num,
		count(*) AS den
	FROM applied
	UNION ALL
	SELECT place, '', 100.0 * sum(hit) / nullif(count(*), 0), sum(hit), count(*)
	FROM applied WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', 'availability', wavg(value, users), NULL, count(*) FROM reported WHERE nth = 1
	UNION ALL
	SELECT '', 'exercised', 100.0 * sum(hit) / nullif(count(*), 0), sum(hit), count(*)
	FROM exercised
)
SELECT area, '' AS dim, component, value, num, den, den AS n
FROM figure
ORDER BY area, component
