-- SPDX-License-Identifier: Apache-2.0
-- # Whether the control works, by attestation or sample test: yes or no. No identity enters. Latest check of
-- # each provider within the year.
-- id: M119
-- article: 17
-- mechanism: H17.1
-- title: {en: Identity-check control conformant, zh: 身份核验措施合规的企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH checked AS (
	SELECT latest.result = 'met' AS hit, latest.class AS class
	FROM (
			SELECT finding.result AS result, party.kind AS class,
				row_number() OVER (PARTITION BY finding.party ORDER BY finding.opened DESC, finding.code DESC) AS nth
			FROM finding JOIN party ON party.rec = finding.party
			WHERE finding.kind = 'identity-check' AND finding.result IN ('met', 'unmet')
				AND finding.opened BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		) AS latest
	WHERE latest.nth = 1
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM checked
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM checked WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
