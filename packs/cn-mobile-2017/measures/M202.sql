-- SPDX-License-Identifier: Apache-2.0
-- # Applications and platforms audited in the past year that have no open finding. Products are examined, not content.
-- id: M202
-- article: 9
-- mechanism: A9.10
-- title: {en: Audited applications without an open finding, zh: 检测合格的应用占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: assessor
WITH audited AS (
	SELECT service.rec AS rec FROM service
	WHERE service.kind IN ('app', 'platform') AND service.audited > day(:at - days(:past_year), 'cn') AND service.audited <= day(:at, 'cn')
), judged AS (
	SELECT audited.rec NOT IN (SELECT service FROM finding WHERE service IS NOT NULL AND result = 'unmet'
		AND opened <= day(:at, 'cn') AND (closed IS NULL OR closed > day(:at, 'cn'))) AS yes
	FROM audited
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(yes) / nullif(count(*), 0) AS value, sum(yes) AS num,
	count(*) AS den, count(*) AS n
FROM judged
