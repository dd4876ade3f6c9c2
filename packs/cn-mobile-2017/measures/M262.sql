-- SPDX-License-Identifier: Apache-2.0
-- # The maker is the third part of a CPE name. Each asset counts once for each maker; a high figure means that
-- # one maker's fault is everybody's. No maker is named.
-- id: M262
-- article: 14
-- mechanism: A14.3
-- title: {en: Concentration of makers in the software inventory (HHI), zh: 软件清单供应方集中度（HHI）}
-- unit: hhi
-- direction: watch
-- target: none
-- owner: regulator
WITH listed AS (
	SELECT asset.rec AS rec, replace(replace(asset_software.value, 'cpe:2.3:', ''), 'cpe:/', '') AS rest
	FROM asset JOIN asset_software ON asset_software.rec = asset.rec
	WHERE asset_software.value LIKE 'cpe:%' AND asset.kind NOT IN ('sensor', 'subscriber-pool')
		AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
		AND coalesce(asset.valid_from, :at) <= :at AND coalesce(asset.valid_to, :at + 1) > :at
), cut AS (
	SELECT rec, substr(rest, 1, instr(rest, ':') - 1) AS part,
		substr(rest, instr(rest, ':') + 1) || ':' AS rest
	FROM listed
), made AS (
	SELECT rec, part, substr(rest, 1, instr(rest, ':') - 1) AS maker FROM cut
), held AS MATERIALIZED (
	SELECT part, maker, count(DISTINCT rec) AS assets FROM made GROUP BY part, maker
), every AS (
	SELECT maker, count(DISTINCT rec) AS assets FROM made GROUP BY maker
)
SELECT '' AS area, '' AS dim, '' AS component, hhi(assets) AS value, NULL AS num, NULL AS den,
	coalesce(sum(assets), 0) AS n
FROM every
UNION ALL
SELECT '', part, '', hhi(assets), NULL, NULL, sum(assets) FROM held GROUP BY part
ORDER BY dim
