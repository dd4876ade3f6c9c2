-- SPDX-License-Identifier: Apache-2.0
-- # Granted, not yet expired, held by a domestic party and marked as core. Dims are technologies; 0 where rights are
-- # registered and none is core.
-- id: M050
-- article: 8
-- mechanism: A8.4
-- title: {en: "Core patents in force, by technology", zh: 核心专利有效量（按技术方向）}
-- unit: count
-- direction: up
-- target: none
-- owner: operator
WITH held AS (
	SELECT coalesce(technology, '') AS class FROM ipright WHERE core AND own AND state = 'granted' AND granted <= day(:at, 'cn') AND (expires IS NULL OR expires > day(:at, 'cn'))
), figure AS (
	SELECT '' AS dim, count(class) AS value FROM held
	UNION ALL
	SELECT class, count(class) FROM held WHERE class <> '' GROUP BY class
)
SELECT '' AS area, dim, '' AS component, iif((SELECT count(*) FROM ipright) > 0, value, NULL) AS value,
	NULL AS num, NULL AS den, value AS n
FROM figure
ORDER BY dim
