-- SPDX-License-Identifier: Apache-2.0
-- # Cases of the latest month for which operators report that they surveyed the area, without false alarms.
-- # Where nobody surveyed there is no figure, and a case there is not counted.
-- id: M106
-- article: 15
-- mechanism: A15.10
-- title: {en: Rogue base stations per 1000 km² and month, zh: 每千平方公里每月伪基站发现数}
-- unit: per-thousand-km2
-- direction: down
-- target: none
-- owner: operator
WITH surveyed AS (
	SELECT area.rec AS rec, area.code AS code, area.surface_km2 AS surface,
		instant(observation.period_start, 'cn') AS first,
		instant(observation.period_end, 'cn') + days(1) AS until, row_number() OVER (
			PARTITION BY area.rec ORDER BY observation.period_end DESC, observation.publisher) AS nth
	FROM observation JOIN area ON area.code = observation.area
	WHERE observation.metric = 'cells_surveyed' AND observation.value > 0
		AND observation.period_end BETWEEN day(:at - days(:quarter_back), 'cn') AND day(:at, 'cn')
		AND area.surface_km2 > 0
), found AS (
	SELECT surveyed.code AS code, surveyed.surface AS surface, (
			SELECT count(*) FROM "case"
			WHERE "case".kind = 'rogue-cell' AND "case".area = surveyed.rec
				AND "case".opened >= surveyed.first AND "case".opened < surveyed.until
				AND coalesce("case".outcome, '') <> 'false-alarm'
		) AS num
	FROM surveyed WHERE surveyed.nth = 1
), figure AS (
	SELECT '' AS area, sum(num) AS num, sum(surface) AS den, count(*) AS n FROM found
	UNION ALL
	SELECT code, num, surface, 1 FROM found
)
SELECT area, '' AS dim, '' AS component, 1000.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area
