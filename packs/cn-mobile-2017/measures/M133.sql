-- SPDX-License-Identifier: Apache-2.0
-- # Controls that an organisation stated to be in place and that were looked at afterwards, within the year.
-- # Rows by class of organisation.
-- id: M133
-- article: 22
-- mechanism: A22.9
-- title: {en: Self-attested controls confirmed by spot check, zh: 自我声明经抽查属实的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH attested AS (
	SELECT proof.result = 'met' AS hit, party.kind AS class
	FROM finding AS claim
		JOIN finding AS proof ON proof.party = claim.party AND proof.duty = claim.duty
			AND proof.source_kind IN ('spot-check', 'inspection') AND proof.result IN ('met', 'unmet')
			AND proof.opened >= claim.opened
		JOIN party ON party.rec = claim.party
	WHERE claim.source_kind = 'self' AND claim.result = 'met'
		AND proof.opened BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM attested
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM attested WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
