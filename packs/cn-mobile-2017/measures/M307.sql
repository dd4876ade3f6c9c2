-- SPDX-License-Identifier: Apache-2.0
-- # Drafts on which both figures were returned within the year; what each draft changed is for the comparison
-- # of texts.
-- id: M307
-- article: 19
-- mechanism: A19.3
-- title: {en: Comments on international drafts that were taken up, zh: 国际规则草案意见被采纳的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH draft AS MATERIALIZED (
	SELECT subject, metric, max(value) AS value FROM observation
	WHERE metric IN ('draft_comments', 'draft_comments_taken')
		AND period_end BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
	GROUP BY subject, metric
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(taken.value) / nullif(sum(made.value), 0) AS value,
	sum(taken.value) AS num, sum(made.value) AS den, count(*) AS n
FROM draft AS made JOIN draft AS taken ON taken.subject = made.subject AND taken.metric = 'draft_comments_taken'
WHERE made.metric = 'draft_comments'
