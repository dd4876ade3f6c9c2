-- SPDX-License-Identifier: Apache-2.0
-- # False is what its state says, or what a case of kind "false-positive" upheld.
-- id: M092
-- article: 14
-- mechanism: A14.17
-- title: {en: Shared indicators that turned out to be false, zh: 已共享威胁指标的误报比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: response-team
WITH shared AS (
	SELECT indicator.category AS class, coalesce(indicator.state, '') = 'false-positive'
			OR indicator.value IN (
				SELECT "case".indicator FROM "case"
				WHERE "case".kind = 'false-positive' AND "case".outcome IN ('upheld', 'done')
					AND "case".indicator IS NOT NULL
			) AS hit
	FROM indicator
	WHERE indicator.shared <= :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM shared
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM shared WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
