-- SPDX-License-Identifier: Apache-2.0
-- # Subscribing households of all operators against the households of the area register. "passed":
-- # households that a line passes, of the operator that passes most: the rest cannot subscribe. Counties
-- # and cities are summed up for their province of today, too.
-- id: M022
-- article: 5
-- mechanism: A5.8
-- title: {en: Households with fixed broadband, zh: 固定宽带家庭普及率}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH latest AS (
	SELECT area AS place, metric, publisher, value,
		row_number() OVER (PARTITION BY metric, area, publisher ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('fixed_subscriptions', 'homes_passed') AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), placed AS MATERIALIZED (
	SELECT latest.place, max(area.households) AS households,
		sum(iif(latest.metric = 'fixed_subscriptions', latest.value, NULL)) AS subscribed,
		max(iif(latest.metric = 'homes_passed', latest.value, NULL)) AS passed
	FROM latest JOIN area ON area.code = latest.place
	WHERE latest.age = 1 AND area.households > 0
	GROUP BY latest.place
), figure AS (
	SELECT '' AS area, '' AS component, sum(subscribed) AS num, sum(households) AS den, count(*) AS n
	FROM placed WHERE subscribed IS NOT NULL
	UNION ALL
	SELECT '', 'passed', sum(passed), sum(households), count(*) FROM placed WHERE passed IS NOT NULL
	UNION ALL
	SELECT place, '', subscribed, households, 1 FROM placed WHERE subscribed IS NOT NULL
	UNION ALL
	SELECT area_up(place, 'province'), '', sum(subscribed), sum(households), count(*)
	FROM placed WHERE subscribed IS NOT NULL AND area_up(place, 'province') <> place
	GROUP BY area_up(place, 'province')
)
SELECT area, '' AS dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY area, component
