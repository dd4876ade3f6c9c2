-- SPDX-License-Identifier: Apache-2.0
-- # Of rights in force of domestic parties.
-- id: M191
-- article: 8
-- mechanism: A8.5
-- title: {en: Rights in force that were transferred or licensed in the past year, zh: 近一年发生转让或许可的有效权利占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH right_in_force AS (
	SELECT coalesce(transferred > day(:at - days(:past_year), 'cn') AND transferred <= day(:at, 'cn'), 0) AS moved
	FROM ipright WHERE own AND state = 'granted' AND granted <= day(:at, 'cn') AND (expires IS NULL OR expires > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(moved) / nullif(count(*), 0) AS value, sum(moved) AS num,
	count(*) AS den, count(*) AS n
FROM right_in_force
