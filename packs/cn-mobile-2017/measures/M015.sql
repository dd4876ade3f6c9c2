-- SPDX-License-Identifier: Apache-2.0
-- # Days between the planned and the actual day of 5G projects; of those not delivered and overdue, up to
-- # today. Early is negative. Dims are stages: standard, verification and deployment as they stand.
-- # "worst": the longest.
-- id: M015
-- article: 5
-- mechanism: A5.3
-- title: {en: Slippage of 5G milestones from standard to deployment, zh: "5G从标准到商用各阶段里程碑延迟天数"}
-- unit: days
-- direction: down
-- target: none
-- owner: operator
WITH slip AS (
	SELECT stage, (instant(coalesce(delivered, day(:at, 'cn'))) - instant(due)) / days(1) AS days
	FROM programme
	WHERE lower(technology) = '5g' AND due IS NOT NULL AND stage <> 'stopped'
		AND (delivered <= day(:at, 'cn') OR (delivered IS NULL AND due < day(:at, 'cn')))
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(days, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM slip
UNION ALL
SELECT '', '', 'worst', max(days), NULL, NULL, count(*) FROM slip
UNION ALL
SELECT '', stage, '', pctl(days, :p50), NULL, NULL, count(*) FROM slip GROUP BY stage
ORDER BY dim, component
