-- SPDX-License-Identifier: Apache-2.0
-- # Complaints of the past year about organisations with the mark "platform" that hold a filing, per such organisation.
-- id: M210
-- article: 10
-- mechanism: A10.11
-- title: {en: Complaints per filed crowd platform, zh: 每家已备案众创众筹平台的投诉数}
-- unit: ratio
-- direction: down
-- target: none
-- owner: complaint-desk
WITH filed AS (
	SELECT DISTINCT party.rec AS rec FROM party JOIN party_marks ON party_marks.leaf = party.leaf JOIN permit ON permit.holder = party.rec
	WHERE party_marks.value = 'platform' AND permit.kind = 'filing' AND permit.state IN ('filed', 'published')
		AND permit.decided <= day(:at, 'cn')
), about AS (
	SELECT sum(party IN (SELECT rec FROM filed)) AS complaints
	FROM "case" WHERE kind = 'complaint' AND opened > :at - days(:past_year) AND opened <= :at
)
SELECT '' AS area, '' AS dim, '' AS component, CAST(coalesce(about.complaints, 0) AS REAL) / nullif(count(filed.rec), 0) AS value,
	coalesce(about.complaints, 0) AS num, count(filed.rec) AS den, count(filed.rec) AS n
FROM about LEFT JOIN filed ON 1
