-- SPDX-License-Identifier: Apache-2.0
-- # Requests with the topic "legal-aid" that were closed in the past year. "open": requests still open.
-- id: M194
-- article: 8
-- mechanism: A8.11
-- title: {en: "Legal aid in cross-border disputes: days to the answer (median)", zh: 跨境纠纷法律援助办理天数（中位数）}
-- unit: days
-- direction: down
-- target: none
-- owner: regulator
WITH request AS (
	SELECT opened, closed FROM "case" WHERE kind = 'request' AND topic = 'legal-aid' AND opened <= :at
)
SELECT '' AS area, '' AS dim, '' AS component, pctl((closed - opened) / days(1), :p50) AS value, NULL AS num, NULL AS den, count(*) AS n
FROM request WHERE closed > :at - days(:past_year) AND closed <= :at
UNION ALL
SELECT '', '', 'open', iif(count(*) > 0, sum(closed IS NULL OR closed > :at), NULL), NULL, NULL, count(*) FROM request
ORDER BY component
