-- SPDX-License-Identifier: Apache-2.0
-- # Receipts of warnings sent in the past year, each addressee once a warning.
-- id: M054
-- article: 8
-- mechanism: A8.10
-- title: {en: Intellectual-property warnings acknowledged, zh: 知识产权预警签收率}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH sent AS (
	SELECT DISTINCT receipt.notice, receipt.party, max(receipt.acknowledged <= :at) OVER (PARTITION BY receipt.notice, receipt.party) AS seen
	FROM receipt JOIN notice ON notice.rec = receipt.notice
	WHERE notice.kind = 'ip-warning' AND receipt.sent > :at - days(:past_year) AND receipt.sent <= :at
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(coalesce(seen, 0)) / nullif(count(*), 0) AS value,
	sum(coalesce(seen, 0)) AS num, count(*) AS den, count(*) AS n
FROM sent
