-- SPDX-License-Identifier: Apache-2.0
-- # Pledges and alliance agreements about poor areas (with areas named).
-- id: M233
-- article: 12
-- mechanism: A12.11
-- title: {en: Pledges of the public-benefit alliance that are met, zh: 网络公益扶贫联盟承诺履行率}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH pledge AS (
	SELECT commitments, coalesce(commitments_met, 0) AS met FROM agreement
	WHERE kind IN ('pledge', 'alliance') AND commitments > 0 AND leaf IN (SELECT leaf FROM agreement_areas)
		AND coalesce(started, signed, day(:at, 'cn')) <= day(:at, 'cn')
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(met) / nullif(sum(commitments), 0) AS value, sum(met) AS num, sum(commitments) AS den, count(*) AS n
FROM pledge
