-- SPDX-License-Identifier: Apache-2.0
-- # A shortcoming that article 1 names is a task of kind "shortcoming". Without an owner, a date and a
-- # measure that would show the change it is a complaint, not a task. "closed": the share that is done.
-- id: M142
-- article: 1
-- mechanism: A1.1
-- title: {en: "Named shortcomings with an owner, a date and a proof", zh: 短板整改事项中责任、时限、佐证指标齐全的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH judged AS (
	SELECT owner IS NOT NULL AND due IS NOT NULL AND proof_measure IS NOT NULL AS ready,
		state = 'closed' AS closed
	FROM action
	WHERE kind = 'shortcoming'
), figure AS (
	SELECT '' AS component, sum(ready) AS num, count(*) AS den FROM judged
	UNION ALL
	SELECT 'closed', sum(closed), count(*) FROM judged
)
SELECT '' AS area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY component
