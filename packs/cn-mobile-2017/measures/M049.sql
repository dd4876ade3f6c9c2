-- SPDX-License-Identifier: Apache-2.0
-- # Exposed classes of devices with an open finding about a vulnerability that is known to be exploited.
-- # "findings": how many findings. 0 where classes are registered and none is affected. n: classes.
-- id: M049
-- article: 7
-- mechanism: A7.13
-- title: {en: Classes of connected devices with an open known-exploited vulnerability, zh: 存在已知被利用漏洞的物联网设备类别数}
-- unit: count
-- direction: down
-- target: none
-- owner: operator
WITH hit AS (
	SELECT finding.asset, count(*) AS findings
	FROM finding JOIN vulnerability ON vulnerability.rec = finding.vulnerability
	WHERE finding.kind = 'vulnerability' AND finding.result = 'unmet' AND vulnerability.known_exploited = 1
		AND finding.state NOT IN ('verified', 'closed') AND finding.opened <= day(:at, 'cn')
	GROUP BY finding.asset
), device AS (
	SELECT coalesce(area.code, '') AS place, hit.asset IS NOT NULL AS yes, coalesce(hit.findings, 0) AS findings
	FROM asset LEFT JOIN hit ON hit.asset = asset.rec LEFT JOIN area ON area.rec = asset.area
	WHERE asset.kind = 'iot-class' AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, sum(yes) AS value, NULL AS num, NULL AS den, count(*) AS n FROM device
UNION ALL
SELECT '', '', 'findings', sum(findings), NULL, NULL, count(*) FROM device
UNION ALL
SELECT place, '', '', sum(yes), NULL, NULL, count(*) FROM device WHERE place <> '' GROUP BY place
ORDER BY area, component
