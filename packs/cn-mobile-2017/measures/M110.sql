-- SPDX-License-Identifier: Apache-2.0
-- # Families are tags "family:NAME" of indicators. Component "assets": registered assets with a sighting of
-- # malware, botnets or control servers. How many addresses are infected is in a sketch, which no measure
-- # can read; `cresset situation` shows its estimate. Nothing read in the period is no data, not zero.
-- id: M110
-- article: 15
-- mechanism: A15.12
-- title: {en: Malware families met lately, zh: 近期命中的恶意软件家族数}
-- unit: count
-- direction: down
-- target: none
-- owner: response-team
WITH read AS (
	SELECT sum("count") AS events FROM events_read
	WHERE "window" >= :at - days(:sighting_period) AND "window" < :at
), met AS MATERIALIZED (
	SELECT DISTINCT kind, indicator, asset
	FROM sighting
	WHERE category IN ('malware', 'botnet', 'c2')
		AND "window" >= :at - days(:sighting_period) AND "window" < :at
), family AS (
	SELECT DISTINCT indicator_tags.value AS name
	FROM met
		JOIN indicator ON indicator.value = met.indicator AND indicator.kind = met.kind
		JOIN indicator_tags ON indicator_tags.rec = indicator.rec
	WHERE indicator_tags.value LIKE 'family:%'
)
SELECT '' AS area, '' AS dim, '' AS component,
	CASE WHEN read.events > 0 THEN (SELECT count(name) FROM family) END AS value, NULL AS num,
	NULL AS den, (SELECT count(indicator) FROM met) AS n
FROM read
UNION ALL
SELECT '', '', 'assets',
	CASE WHEN read.events > 0 THEN (SELECT count(DISTINCT asset) FROM met) END, NULL, NULL,
	(SELECT count(indicator) FROM met)
FROM read
ORDER BY component
