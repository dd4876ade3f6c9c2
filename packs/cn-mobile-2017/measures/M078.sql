-- SPDX-License-Identifier: Apache-2.0
-- # A hit on an indicator that several feeds list is counted once: of the rows that differ only in
-- # source (and, for the total, in category) the largest stands. Hours that began in the period count.
-- id: M078
-- article: 14
-- mechanism: A14.1
-- title: {en: "Sightings per million events read, by threat class", zh: 每百万条已读事件的命中次数（按威胁类别）}
-- unit: per-million
-- direction: down
-- target: none
-- owner: response-team
WITH once AS (
	SELECT coalesce(area, '') AS place, max("count") AS hits
	FROM sighting
	WHERE "window" >= :at - days(:sighting_period) AND "window" < :at
	GROUP BY "window", indicator, sensor, area, asset, party, kind
), placed AS MATERIALIZED (
	SELECT place, sum(hits) AS hits, count(*) AS n FROM once GROUP BY place
), classed AS (
	SELECT category AS class, max("count") AS hits
	FROM sighting
	WHERE "window" >= :at - days(:sighting_period) AND "window" < :at
	GROUP BY "window", indicator, sensor, area, asset, party, kind, category
), seen AS MATERIALIZED (
	SELECT coalesce(area, '') AS place, sum("count") AS events
	FROM events_read
	WHERE "window" >= :at - days(:sighting_period) AND "window" < :at
	GROUP BY place
), every AS (
	SELECT sum(events) AS events FROM seen
), figure AS (
	SELECT '' AS area, '' AS dim, coalesce(sum(hits), 0) AS num,
		(SELECT events FROM every) AS den, coalesce(sum(n), 0) AS n
	FROM placed
	UNION ALL
	SELECT '', class, sum(hits), (SELECT events FROM every), count(*)
	FROM classed GROUP BY class
	UNION ALL
	SELECT seen.place, '', coalesce(placed.hits, 0), seen.events, coalesce(placed.n, 0)
	FROM seen LEFT JOIN placed ON placed.place = seen.place
	WHERE seen.place <> ''
)
SELECT area, dim, '' AS component, 1000000.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area, dim
