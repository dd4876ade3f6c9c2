-- SPDX-License-Identifier: Apache-2.0
-- # Working days behind the day of acceptance, up to and with that of the decision. "p90": one in ten
-- # takes longer. Decided in the past year.
-- id: M002
-- article: 4
-- mechanism: A4.3
-- title: {en: "Working days from acceptance to decision, median", zh: 受理至办结工作日数（中位数）}
-- unit: working-days
-- direction: down
-- target: none
-- owner: regulator
WITH taken AS (
	SELECT coalesce(area.code, '') AS place, permit.kind AS class,
		workdays('cn', permit.accepted, permit.decided) AS days
	FROM permit LEFT JOIN area ON area.rec = permit.area
	WHERE permit.kind IN ('licence', 'filing', 'approval', 'pilot') AND permit.accepted IS NOT NULL
		AND permit.decided > day(:at - days(:past_year), 'cn') AND permit.decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(days, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n
FROM taken
UNION ALL
SELECT '', '', 'p90', pctl(days, :p90), NULL, NULL, count(*) FROM taken
UNION ALL
SELECT place, '', '', pctl(days, :p50), NULL, NULL, count(*) FROM taken WHERE place <> '' GROUP BY place
UNION ALL
SELECT '', class, '', pctl(days, :p50), NULL, NULL, count(*) FROM taken GROUP BY class
ORDER BY area, dim, component
