-- SPDX-License-Identifier: Apache-2.0
-- # One receipt a notice and addressee. Rows by warning level.
-- id: M095
-- article: 14
-- mechanism: H14.3
-- title: {en: Notices acknowledged within the limit, zh: 通报按期确认的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH told AS (
	SELECT coalesce(receipt.acknowledged <= receipt.due, 0) AS hit, coalesce(notice.colour, '') AS class,
		coalesce(area.code, '') AS place
	FROM receipt
		JOIN notice ON notice.rec = receipt.notice AND notice.kind IN ('warning', 'bulletin', 'order')
		JOIN party ON party.rec = receipt.party
		LEFT JOIN area ON area.rec = party.area
	WHERE receipt.due IS NOT NULL AND receipt.sent >= :at - days(:past_year)
		AND (receipt.acknowledged <= :at OR receipt.due < :at)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM told
	UNION ALL
	SELECT place, '', sum(hit), count(*) FROM told WHERE place <> '' GROUP BY place
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM told WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
