-- SPDX-License-Identifier: Apache-2.0
-- # By amount: fund investments decided in the past year of the purpose "livelihood" (民生) or family F15.
-- id: M235
-- article: 12
-- mechanism: A12.16
-- title: {en: Share of the Internet Investment Fund that goes to livelihood projects, zh: 互联网投资基金投向民生项目的占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: funder
WITH invested AS (
	SELECT amount, coalesce(purpose = 'livelihood', 0) OR coalesce(family = 'F15', 0) AS yes FROM funding
	WHERE kind = 'fund' AND currency = 'CNY' AND amount > 0 AND decided > day(:at - days(:past_year), 'cn') AND decided <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(iif(yes, amount, 0)) / nullif(sum(amount), 0) AS value,
	sum(iif(yes, amount, 0)) AS num, sum(amount) AS den, count(*) AS n
FROM invested
