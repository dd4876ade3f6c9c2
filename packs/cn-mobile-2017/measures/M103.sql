-- SPDX-License-Identifier: Apache-2.0
-- # Promises whose clause is part of a service agreement or a commitment. Kept, broken, or past their
-- # date; a promise that an audit found unkept is broken whatever its state says.
-- id: M103
-- article: 15
-- mechanism: A15.7
-- title: {en: Service commitments kept, zh: 服务承诺兑现比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH promised AS (
	SELECT party.kind AS class, coalesce(area.code, '') AS place, duty.state AS state,
		duty.promised_until AS until, EXISTS (
			SELECT 1 FROM finding
			WHERE finding.duty = duty.rec AND finding.kind = 'commitment'
				AND finding.result = 'unmet' AND finding.state NOT IN ('verified', 'closed')
		) AS found
	FROM duty
		JOIN instrument ON instrument.rec = duty.clause
			AND instrument.kind IN ('terms', 'commitment')
		LEFT JOIN party ON party.rec = duty.party
		LEFT JOIN area ON area.rec = party.area
	WHERE duty.kind = 'promise'
), due AS (
	SELECT class, place, state = 'kept' AND NOT found AS hit
	FROM promised
	WHERE state IN ('kept', 'broken') OR found OR until < day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM due
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM due WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM due WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
