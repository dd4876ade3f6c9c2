-- SPDX-License-Identifier: Apache-2.0
-- # How far A15.2 to A15.5 look at all: the denominator of their figures against all apps on offer.
-- id: M281
-- article: 17
-- mechanism: A17.5
-- title: {en: Apps on offer audited in the last year, zh: 一年内经过检测的在架应用比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH offered AS (
	SELECT coalesce(area.code, '') AS place,
		coalesce(service.audited BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn'), 0) AS hit
	FROM service
		LEFT JOIN party ON party.rec = service.provider
		LEFT JOIN area ON area.rec = coalesce(service.area, party.area)
	WHERE service.kind = 'app' AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM offered
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM offered WHERE place <> '' GROUP BY place
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
