-- SPDX-License-Identifier: Apache-2.0
-- # Herfindahl-Hirschman index of patents in force by holder, over all technologies; dims are technologies. A right
-- # without a registered holder is left out.
-- id: M190
-- article: 8
-- mechanism: A8.1
-- title: {en: "Patent landscape: concentration among holders", zh: 专利导航：权利人集中度}
-- unit: hhi
-- direction: watch
-- target: none
-- owner: programme-owner
WITH held AS (
	SELECT coalesce(ipright.technology, '') AS class, ipright.holder AS holder, count(*) AS rights
	FROM ipright
	WHERE ipright.holder IS NOT NULL AND ipright.kind IN ('patent', 'standard-essential', 'utility-model')
		AND ipright.state = 'granted' AND (ipright.expires IS NULL OR ipright.expires > day(:at, 'cn'))
	GROUP BY class, holder
), every AS (
	SELECT holder, sum(rights) AS rights FROM held GROUP BY holder
)
SELECT '' AS area, '' AS dim, '' AS component, hhi(rights) AS value, NULL AS num, NULL AS den, sum(rights) AS n FROM every
UNION ALL
SELECT '', class, '', hhi(rights), NULL, NULL, sum(rights) FROM held WHERE class <> '' GROUP BY class
ORDER BY dim
