-- SPDX-License-Identifier: Apache-2.0
-- # Meetings of the year whose minutes are sent, or should be by now. Rows by kind of meeting.
-- id: M309
-- article: 21
-- mechanism: A21.4
-- title: {en: Minutes sent within the limit, zh: 会议纪要按期印发比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: secretariat
WITH held AS (
	SELECT coalesce(meeting.minutes <= due('cn', meeting.date, :minutes_due || ' days'), 0) AS hit, meeting.kind AS class
	FROM meeting
	WHERE meeting.date >= day(:at - days(:past_year), 'cn')
		AND (meeting.minutes <= day(:at, 'cn') OR due('cn', meeting.date, :minutes_due || ' days') < day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM held
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM held WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
