-- SPDX-License-Identifier: Apache-2.0
-- # Clauses in force that name no body and on which no duty of a party or class rests. Component "several":
-- # clauses with more than one body, where the lead has to be settled.
-- id: M126
-- article: 21
-- mechanism: A21.7
-- title: {en: Clauses without a responsible body, zh: 尚无责任单位的条款数}
-- unit: count
-- direction: down
-- target: none
-- owner: secretariat
WITH clause AS MATERIALIZED (
	SELECT coalesce(instrument.article, '') AS article, NOT EXISTS (
			SELECT 1 FROM instrument_responsible WHERE instrument_responsible.leaf = instrument.leaf
		) AND NOT EXISTS (
			SELECT 1 FROM duty
			WHERE duty.clause = instrument.rec AND (duty.party IS NOT NULL OR duty.party_class IS NOT NULL)
		) AS orphan,
		(SELECT count(*) FROM instrument_responsible WHERE instrument_responsible.leaf = instrument.leaf) > 1 AS several
	FROM instrument
	WHERE instrument.kind = 'clause' AND instrument.state IN ('in-force', 'amended')
), figure AS (
	SELECT '' AS dim, '' AS component, sum(orphan) AS num, count(*) AS den FROM clause
	UNION ALL
	SELECT article, '', sum(orphan), count(*) FROM clause WHERE article <> '' GROUP BY article
	UNION ALL
	SELECT '', 'several', sum(several), count(*) FROM clause
)
SELECT '' AS area, dim, component, CASE WHEN den > 0 THEN num END AS value, num, den, den AS n
FROM figure
ORDER BY dim, component
