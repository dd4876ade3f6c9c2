-- SPDX-License-Identifier: Apache-2.0
-- # Whether the control works: kinds of log, days kept, no gaps. The logs stay with the provider. Latest
-- # check of each provider within the year.
-- id: M118
-- article: 17
-- mechanism: H17.2
-- title: {en: Log-retention control conformant, zh: 日志留存措施合规的企业比例}
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
			WHERE finding.kind = 'log-retention' AND finding.result IN ('met', 'unmet')
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
