-- SPDX-License-Identifier: Apache-2.0
-- # Pilots whose end has come. A pilot that was stopped has its decision, too.
-- id: M056
-- article: 9
-- mechanism: A9.3
-- title: {en: Pilots that ended with a recorded decision, zh: 试点结束时形成结论的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH finished AS (
	SELECT decision IS NOT NULL AS yes FROM programme
	WHERE kind = 'pilot' AND coalesce(ended, due) < day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM finished
