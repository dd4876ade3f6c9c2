-- SPDX-License-Identifier: Apache-2.0
-- # Information systems owned by public bodies.
-- id: M220
-- article: 11
-- mechanism: A11.1
-- title: {en: Government systems with a responsible body, zh: 已明确责任单位的政务信息系统占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH judged AS (
	SELECT asset.responsible IS NOT NULL AS yes FROM asset JOIN party ON party.rec = asset.owner
	WHERE asset.kind IN ('system', 'platform') AND party.kind IN ('government-office', 'public-body') AND (asset.retired IS NULL OR asset.retired > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
