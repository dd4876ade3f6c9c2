-- SPDX-License-Identifier: Apache-2.0
-- # Decisions of the past year. "share": per cent of all decisions. 0: decisions were taken, and none stopped anything.
-- id: M068
-- article: 11
-- mechanism: A11.3
-- title: {en: Releases stopped or corrected by the privacy gate, zh: 隐私审查拦截或修正的发布数}
-- unit: count
-- direction: watch
-- target: none
-- owner: privacy-officer
WITH gate AS (
	SELECT decision IN ('refused', 'corrected', 'stopped') AS yes FROM assessment
	WHERE scheme = 'privacy-gate' AND decision IS NOT NULL AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, sum(yes) AS value, sum(yes) AS num, count(*) AS den, count(*) AS n FROM gate
UNION ALL
SELECT '', '', 'share', 100.0 * sum(yes) / nullif(count(*), 0), sum(yes), count(*), count(*) FROM gate
ORDER BY component
