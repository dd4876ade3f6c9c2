-- SPDX-License-Identifier: Apache-2.0
-- # Reported barriers whose deadline (a clock of the case) has come. A barrier counts when the clock was met and the case ended with its removal.
-- id: M061
-- article: 10
-- mechanism: A10.8
-- title: {en: Institutional barriers removed within the promised time, zh: 体制障碍按承诺时限消除率}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH judged AS (
	SELECT coalesce(c.outcome = 'removed' AND clock.stopped <= clock.due, 0) AS yes
	FROM "case" AS c JOIN clock ON clock.in_case = c.rec
	WHERE c.kind = 'barrier' AND (clock.due < :at OR clock.stopped <= :at)
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
