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
	GROUP BY "window", kind, indicator, sensor, area, asset, party
), classed AS (
	SELECT category AS class, max("count") AS hits
	FROM sighting
	WHERE "window" >= :at - days(:sighting_period) AND "window" < :at
	GROUP BY "window", kind, indicator, sensor, area, asset, party, category
), seen AS (
	SELECT coalesce(area, '') AS place, sum("count") AS events
	FROM events_read
	WHERE "window" >= :at - days(:sighting_period) AND "window" < :at
	GROUP BY place
), every AS (
	SELECT sum(events) AS events FROM seen
), figure AS (
	SELECT '' AS area, '' AS dim, coalesce(sum(hits), 0) AS num,
		(SELECT events FROM every) AS den, count(hits) AS n
	FROM once
	UNION ALL
	SELECT '', class, sum(hits), (SELECT events FROM every), count(hits)
	FROM classed GROUP BY class
	UNION ALL
	SELECT seen.place, '', coalesce(sum(once.hits), 0), max(seen.events), count(once.hits)
	FROM seen LEFT JOIN once ON once.place = seen.place
	WHERE seen.place <> '' GROUP BY seen.place
)
SELECT area, dim, '' AS component, 1000000.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area, dim
