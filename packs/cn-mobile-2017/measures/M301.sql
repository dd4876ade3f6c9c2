-- SPDX-License-Identifier: Apache-2.0
-- # The latest period of each area against the same period of the year before. Component "complaints":
-- # complaints per million orders in that period.
-- id: M301
-- article: 18
-- mechanism: A18.3
-- title: {en: "Cross-border mobile e-commerce, growth over the year before", zh: 跨境移动电子商务交易额同比增长}
-- unit: percent
-- direction: up
-- target: none
-- owner: statistician
WITH stated AS MATERIALIZED (
	SELECT metric, subject, period_end, value,
		row_number() OVER (PARTITION BY metric, subject, period_end ORDER BY publisher) AS nth
	FROM observation
	WHERE metric IN ('ecommerce_cross_border', 'ecommerce_orders', 'ecommerce_complaints')
		AND period_end <= day(:at, 'cn')
), newest AS (
	SELECT subject, max(period_end) AS period_end FROM stated
	WHERE metric = 'ecommerce_cross_border' GROUP BY subject
), pair AS MATERIALIZED (
	SELECT stated.subject AS place, stated.value AS value, before.value AS earlier
	FROM newest
		JOIN stated ON stated.metric = 'ecommerce_cross_border' AND stated.subject = newest.subject
			AND stated.period_end = newest.period_end AND stated.nth = 1
		JOIN stated AS before ON before.metric = 'ecommerce_cross_border' AND before.subject = newest.subject
			AND year(before.period_end) = year(newest.period_end) - 1
			AND substr(before.period_end, length('2000-') + 1) = substr(newest.period_end, length('2000-') + 1)
			AND before.nth = 1
), figure AS (
	SELECT '' AS area, '' AS component, 100.0 * (sum(value) - sum(earlier)) / nullif(sum(earlier), 0) AS value,
		sum(value) AS num, sum(earlier) AS den, count(*) AS n
	FROM pair
	UNION ALL
	SELECT place, '', 100.0 * (value - earlier) / nullif(earlier, 0), value, earlier, 1 FROM pair
	UNION ALL
	SELECT '', 'complaints', 1000000.0 * sum(complaint.value) / nullif(sum(orders.value), 0),
		sum(complaint.value), sum(orders.value), count(*)
	FROM stated AS complaint
		JOIN stated AS orders ON orders.metric = 'ecommerce_orders' AND orders.subject = complaint.subject
			AND orders.period_end = complaint.period_end AND orders.nth = 1
		JOIN newest ON newest.subject = complaint.subject AND newest.period_end = complaint.period_end
	WHERE complaint.metric = 'ecommerce_complaints' AND complaint.nth = 1
)
SELECT area, '' AS dim, component, value, num, den, n
FROM figure
ORDER BY area, component
