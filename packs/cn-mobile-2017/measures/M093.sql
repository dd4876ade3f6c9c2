-- SPDX-License-Identifier: Apache-2.0
-- # From opening to the first step into state "triaged". Component "contained": hours until the incident was
-- # contained. Incidents that have not come so far are not in the mean; M089 and M090 show who is late.
-- id: M093
-- article: 14
-- mechanism: A14.18
-- title: {en: Hours until an incident is triaged (mean), zh: 事件研判平均用时}
-- unit: hours
-- direction: down
-- target: none
-- owner: response-team
WITH timed AS (
	SELECT "case".severity AS class, 1.0 * ((
			SELECT min(case_step.at) FROM case_step
			WHERE case_step.in_case = "case".rec AND case_step.to_state = 'triaged'
		) - "case".opened) / hours(1) AS triage,
		1.0 * ("case".contained - "case".opened) / hours(1) AS containment
	FROM "case"
	WHERE "case".kind = 'incident' AND "case".opened < :at
		AND "case".opened >= :at - days(:past_year)
)
SELECT '' AS area, '' AS dim, '' AS component, avg(triage) AS value, NULL AS num, NULL AS den,
	count(triage) AS n
FROM timed
UNION ALL
SELECT '', class, '', avg(triage), NULL, NULL, count(triage)
FROM timed WHERE class IS NOT NULL GROUP BY class
UNION ALL
SELECT '', '', 'contained', avg(containment), NULL, NULL, count(containment) FROM timed
ORDER BY area, dim, component
