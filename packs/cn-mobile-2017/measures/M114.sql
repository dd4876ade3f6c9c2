-- SPDX-License-Identifier: Apache-2.0
-- # In use, with a holder in the register, and found valid at the last check within the year. What was never
-- # checked, or too long ago, does not count as valid.
-- id: M114
-- article: 17
-- mechanism: A17.1
-- title: {en: "Domains, addresses and number blocks with valid holder data", zh: 持有者信息有效的网络资源比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: registrar
WITH used AS (
	SELECT resource.kind AS class, coalesce(area.code, '') AS place,
		coalesce(resource.holder_valid = 1 AND resource.holder IN (SELECT rec FROM party)
			AND resource.verified BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn'), 0) AS hit
	FROM resource LEFT JOIN area ON area.rec = resource.area
	WHERE coalesce(resource.state, 'active') <> 'released'
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM used
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM used WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM used WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
