-- SPDX-License-Identifier: Apache-2.0
-- # Met by an organisation other than the one that contributed it, after it was shared.
-- id: M091
-- article: 14
-- mechanism: A14.17
-- title: {en: Shared indicators that somebody else has met, zh: 已共享威胁指标中被其他单位命中的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH met AS MATERIALIZED (
	SELECT kind, indicator, party, max(last) AS last
	FROM sighting WHERE party IS NOT NULL GROUP BY kind, indicator, party
), shared AS (
	SELECT indicator.category AS class, max(coalesce(met.last >= indicator.shared
			AND met.party <> coalesce(party.registration_no, ''), 0)) AS hit
	FROM indicator
		LEFT JOIN party ON party.rec = indicator.origin_party
		LEFT JOIN met ON met.indicator = indicator.value AND met.kind = indicator.kind
	WHERE indicator.shared <= :at
	GROUP BY indicator.rec, indicator.category
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM shared
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM shared WHERE class IS NOT NULL GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
