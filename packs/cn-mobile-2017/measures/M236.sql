-- SPDX-License-Identifier: Apache-2.0
-- # Projects of family F15 that are approved or further. Appraised: the day of appraisal is not after the start.
-- id: M236
-- article: 12
-- mechanism: A12.15
-- title: {en: Livelihood projects appraised before they were approved, zh: 民生项目先论证后立项的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH judged AS (
	SELECT coalesce(evaluated <= coalesce(started, day(:at, 'cn')), 0) AS yes FROM programme
	WHERE kind = 'livelihood' AND family = 'F15' AND stage IN ('approved', 'running', 'delivered', 'evaluated', 'replicated', 'stopped')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
