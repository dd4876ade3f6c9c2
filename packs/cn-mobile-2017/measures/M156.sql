-- SPDX-License-Identifier: Apache-2.0
-- # An entrant's first licence of a class was decided in the past year. The total counts entries: who
-- # enters two classes enters twice. "licensees": all holders, so that entry can be set against it.
-- id: M156
-- article: 4
-- mechanism: A4.9
-- title: {en: "New licence holders in the past year, by class of service", zh: 近一年新进入者数量（按业务类别）}
-- unit: count
-- direction: up
-- target: none
-- owner: regulator
WITH first AS (
	SELECT holder, service_class AS class, min(decided) AS since
	FROM permit
	WHERE kind IN ('licence', 'pilot') AND service_class IS NOT NULL AND decided <= day(:at, 'cn')
		AND state IN ('granted', 'published', 'changed')
	GROUP BY holder, service_class
), entry AS (
	SELECT class, since > day(:at - days(:past_year), 'cn') AS entered FROM first
)
SELECT '' AS area, '' AS dim, '' AS component, sum(entered) AS value, NULL AS num, NULL AS den, count(*) AS n FROM entry
UNION ALL
SELECT '', class, '', sum(entered), NULL, NULL, count(*) FROM entry GROUP BY class
UNION ALL
SELECT '', '', 'licensees', nullif(count(class), 0), NULL, NULL, count(class) FROM entry
ORDER BY dim, component
