-- SPDX-License-Identifier: Apache-2.0
-- # Counted since the catalogue began. Dims are the two ways; n is the whole catalogue.
-- id: M003
-- article: 4
-- mechanism: A4.1
-- title: {en: Approval items cancelled or delegated, zh: 已取消、下放的行政审批事项数}
-- unit: count
-- direction: up
-- target: none
-- owner: regulator
WITH item AS (
	SELECT state, state IN ('cancelled', 'delegated') AND coalesce(ended, '') <= day(:at, 'cn') AS gone
	FROM instrument
	WHERE kind = 'approval-item'
)
SELECT '' AS area, '' AS dim, '' AS component, sum(gone) AS value, NULL AS num, NULL AS den, count(*) AS n FROM item
UNION ALL
SELECT '', state, '', sum(gone), NULL, NULL, count(*) FROM item WHERE state IN ('cancelled', 'delegated') GROUP BY state
ORDER BY dim
