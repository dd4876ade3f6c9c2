-- SPDX-License-Identifier: Apache-2.0
-- # Projects of kind "livelihood" or "platform", family F13, whose day has come.
-- id: M223
-- article: 11
-- mechanism: A11.6
-- title: {en: Information-for-the-people projects delivered on time, zh: 信息惠民工程按期交付率}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH judged AS (
	SELECT coalesce(delivered <= due, 0) AS yes FROM programme
	WHERE kind IN ('livelihood', 'platform') AND family = 'F13' AND due < day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
