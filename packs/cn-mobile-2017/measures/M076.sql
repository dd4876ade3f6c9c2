-- SPDX-License-Identifier: Apache-2.0
-- # Areas of class "poor"; a partner has a pairing agreement in force for the area.
-- id: M076
-- article: 12
-- mechanism: A12.12
-- title: {en: Poor areas without a pairing partner, zh: 没有结对单位的贫困地区数}
-- unit: count
-- direction: down
-- target: none
-- owner: supervisor
WITH poor AS (
	SELECT area.code AS place, area.rec AS rec FROM area WHERE area.leaf IN (SELECT leaf FROM area_class WHERE value = 'poor')
), paired AS (
	SELECT agreement_areas.value AS rec FROM agreement JOIN agreement_areas ON agreement_areas.leaf = agreement.leaf
	WHERE agreement.kind = 'pairing' AND coalesce(agreement.started, agreement.signed, day(:at, 'cn')) <= day(:at, 'cn')
		AND (agreement.ended IS NULL OR agreement.ended > day(:at, 'cn'))
), judged AS (
	SELECT place, rec NOT IN (SELECT rec FROM paired) AS alone FROM poor
)
SELECT '' AS area, '' AS dim, '' AS component, sum(alone) AS value, sum(alone) AS num, count(*) AS den, count(*) AS n FROM judged
UNION ALL
SELECT place, '', '', alone, alone, 1, 1 FROM judged
ORDER BY area
