-- SPDX-License-Identifier: Apache-2.0
-- # Organisations that carry the mark "platform"; a filing counts while it is in force.
-- id: M057
-- article: 9
-- mechanism: A9.11
-- title: {en: Sharing-economy platforms with a valid filing, zh: 分享经济平台备案率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH platform AS (
	SELECT party.rec AS rec FROM party JOIN party_marks ON party_marks.leaf = party.leaf
	WHERE party_marks.value = 'platform' AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), judged AS (
	SELECT platform.rec IN (SELECT holder FROM permit WHERE kind IN ('filing', 'licence')
		AND state IN ('filed', 'granted', 'published') AND decided <= day(:at, 'cn')
		AND (valid_until IS NULL OR valid_until > day(:at, 'cn'))) AS yes
	FROM platform
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
