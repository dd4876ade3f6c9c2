-- SPDX-License-Identifier: Apache-2.0
-- # Standards in force that stand on article 7; an adopter is an organisation that "implements" one.
-- # "adoptions": how many adoptions there are of each on average.
-- id: M172
-- article: 7
-- mechanism: A7.9
-- title: {en: Next-generation Internet standards with an adopter, zh: 已有单位采用的下一代互联网标准比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH adopted AS (
	SELECT to_key AS number, count(DISTINCT from_key) AS adopters
	FROM relation
	WHERE kind = 'implements' AND from_type = 'party' AND to_type = 'instrument'
		AND coalesce(since, '') <= day(:at, 'cn') AND (until IS NULL OR until > day(:at, 'cn'))
	GROUP BY to_key
), judged AS (
	SELECT coalesce(adopted.adopters, 0) AS adopters
	FROM instrument LEFT JOIN adopted ON adopted.number = instrument.number
	WHERE instrument.kind = 'standard' AND instrument.article = '7' AND instrument.state = 'in-force'
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(adopters > 0) / nullif(count(*), 0) AS value,
	sum(adopters > 0) AS num, count(*) AS den, count(*) AS n
FROM judged
UNION ALL
SELECT '', '', 'adoptions', 1.0 * sum(adopters) / nullif(count(*), 0), sum(adopters), count(*), count(*) FROM judged
ORDER BY component
