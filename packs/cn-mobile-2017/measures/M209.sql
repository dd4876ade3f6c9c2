-- SPDX-License-Identifier: Apache-2.0
-- # Platforms (kind "platform", family F12) with an output or service in the past year.
-- id: M209
-- article: 10
-- mechanism: A10.9
-- title: {en: Collaborative platforms used in the past year, zh: 近一年有使用的协同创新平台占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH platform AS (
	SELECT coalesce(output_on > day(:at - days(:past_year), 'cn') AND output_on <= day(:at, 'cn'), 0) AS yes
	FROM programme
	WHERE kind = 'platform' AND family = 'F12' AND (ended IS NULL OR ended > day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM platform
