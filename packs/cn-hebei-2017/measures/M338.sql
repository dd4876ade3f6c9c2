-- SPDX-License-Identifier: Apache-2.0
-- # Basic resources of the region; rows by kind.
-- id: M338
-- article: 13
-- mechanism: H13.2
-- title: {en: Data centres and links that are shared under an agreement, zh: 纳入共享协议的数据中心与链路比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH basic AS (
	SELECT EXISTS (
			SELECT 1 FROM agreement_assets
				JOIN agreement ON agreement.leaf = agreement_assets.leaf
			WHERE agreement_assets.value = asset.rec AND agreement.state = 'in-force' AND agreement.kind IN ('sharing', 'cooperation')
		) AS hit, asset.kind AS class
	FROM asset
	WHERE asset.kind IN ('data-centre', 'link', 'platform') AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM basic
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM basic WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
