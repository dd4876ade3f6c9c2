-- SPDX-License-Identifier: Apache-2.0
-- # Screens opened at least a year ago. What was dropped as unfounded is decided as well.
-- id: M063
-- article: 10
-- mechanism: A10.14
-- title: {en: Dominance screens referred and decided, zh: 市场支配地位筛查移送并决定率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH screen AS (
	SELECT coalesce(outcome IN ('referred', 'upheld', 'not-upheld') AND closed <= :at, 0) AS yes
	FROM "case" WHERE kind = 'dominance' AND opened <= :at - days(:past_year)
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM screen
