-- SPDX-License-Identifier: Apache-2.0
-- # Key technologies are those that research programmes (family F07) name. A family counts from the filing on, unless it
-- # was refused, withdrawn or has lapsed. Dims are the technologies: 1 where there is none.
-- id: M051
-- article: 8
-- mechanism: A8.2
-- title: {en: "Key technologies without a patent family of one's own", zh: 无自有专利族的关键技术数}
-- unit: count
-- direction: down
-- target: none
-- owner: programme-owner
WITH key AS (
	SELECT DISTINCT technology FROM programme WHERE family = 'F07' AND technology IS NOT NULL
), own AS (
	SELECT DISTINCT technology FROM ipright
	WHERE own AND state IN ('filed', 'granted') AND coalesce(filed, granted) <= day(:at, 'cn')
), spot AS (
	SELECT technology, technology NOT IN (SELECT technology FROM own WHERE technology IS NOT NULL) AS white FROM key
)
SELECT '' AS area, '' AS dim, '' AS component, sum(white) AS value, sum(white) AS num, count(*) AS den, count(*) AS n
FROM spot
UNION ALL
SELECT '', technology, '', white, white, 1, 1 FROM spot
ORDER BY dim
