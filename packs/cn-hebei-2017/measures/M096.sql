-- SPDX-License-Identifier: Apache-2.0
-- # Latest test of each addressee and channel within the year. Contacts are roles; names and numbers stay
-- # sealed. Rows by channel.
-- id: M096
-- article: 14
-- mechanism: H14.4
-- title: {en: Dead contacts in the channel test, zh: 通报渠道测试中失效联系点比例}
-- unit: percent
-- direction: down
-- target: none
-- owner: response-team
WITH tested AS (
	SELECT latest.dead AS hit, latest.channel AS class
	FROM (
			SELECT receipt.channel AS channel, receipt.failed IS NOT NULL OR receipt.delivered IS NULL AS dead,
				row_number() OVER (PARTITION BY receipt.party, receipt.channel ORDER BY receipt.sent DESC) AS nth
			FROM receipt JOIN notice ON notice.rec = receipt.notice AND notice.kind = 'channel-test'
			WHERE receipt.sent BETWEEN :at - days(:past_year) AND :at
				AND (receipt.failed <= :at OR receipt.delivered <= :at OR receipt.due < :at)
		) AS latest
	WHERE latest.nth = 1
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM tested
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM tested WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
