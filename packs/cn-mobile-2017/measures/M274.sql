-- SPDX-License-Identifier: Apache-2.0
-- # Assets with sightings of control servers, botnets, exploits or malware in the last month. Spyware is not
-- # among them: it never opens a case. Techniques are tags of indicators; nobody is accused.
-- id: M274
-- article: 16
-- mechanism: A16.4
-- title: {en: Registered assets under attack that have an incident case, zh: 遭受攻击命中的登记资产中已立案的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: response-team
WITH struck AS MATERIALIZED (
	SELECT asset AS name, category AS class, min(first) AS first
	FROM sighting
	WHERE asset IS NOT NULL AND category IN ('c2', 'botnet', 'exploit', 'malware')
		AND "window" >= :at - days(:month_back) AND "window" < :at
	GROUP BY asset, category
), answered AS (
	SELECT struck.name AS name, struck.class AS class, EXISTS (
			SELECT 1 FROM "case"
			WHERE "case".asset = asset.rec AND "case".kind = 'incident'
				AND coalesce("case".closed, :at) >= struck.first AND "case".opened <= :at
		) AS hit
	FROM struck LEFT JOIN asset ON asset.name = struck.name
), every AS (
	SELECT name, max(hit) AS hit FROM answered GROUP BY name
), figure AS (
	SELECT '' AS dim, sum(hit) AS num, count(*) AS den FROM every
	UNION ALL
	SELECT class, sum(hit), count(*) FROM answered GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY dim
