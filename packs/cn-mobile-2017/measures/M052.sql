-- SPDX-License-Identifier: Apache-2.0
-- # Records in the gazette of the past year. What is not yet open counts with the days so far. "open": per cent
-- # that are open at all.
-- id: M052
-- article: 8
-- mechanism: A8.6
-- title: {en: "Open patent records, days behind the gazette (median)", zh: 专利信息开放滞后公告的天数（中位数）}
-- unit: days
-- direction: down
-- target: none
-- owner: data-publisher
WITH record AS (
	SELECT (instant(coalesce(published, day(:at, 'cn'))) - instant(gazetted)) / days(1) AS lag,
		coalesce(published <= day(:at, 'cn'), 0) AS is_open
	FROM ipright
	WHERE gazetted > day(:at - days(:past_year), 'cn') AND gazetted <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(lag, :p50) AS value, NULL AS num, NULL AS den, count(*) AS n FROM record
UNION ALL
SELECT '', '', 'open', 100.0 * sum(is_open) / nullif(count(*), 0), sum(is_open), count(*), count(*) FROM record
ORDER BY component
