-- SPDX-License-Identifier: Apache-2.0
-- # Rows by campaign.
-- id: M339
-- article: 7
-- mechanism: H7.3
-- title: {en: Cases of an enforcement campaign that were decided, zh: 知识产权专项行动案件办结比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: enforcement
WITH campaign_case AS (
	SELECT coalesce("case".closed <= :at, 0) AND "case".outcome IS NOT NULL AS hit, programme.code AS class
	FROM "case" JOIN programme ON programme.rec = "case".programme AND programme.kind = 'campaign'
	WHERE "case".kind = 'ip-infringement' AND "case".opened <= :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM campaign_case
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM campaign_case WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
