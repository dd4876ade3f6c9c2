-- SPDX-License-Identifier: Apache-2.0
-- # Commitments of pairing agreements in force or ended within the past year.
-- id: M075
-- article: 12
-- mechanism: A12.12
-- title: {en: Pairing commitments fulfilled, zh: 结对帮扶承诺履行率}
-- unit: percent
-- direction: up
-- target: none
-- owner: partner
WITH pairing AS (
	SELECT number, commitments, coalesce(commitments_met, 0) AS met FROM agreement
	WHERE kind = 'pairing' AND commitments > 0 AND coalesce(started, signed, day(:at, 'cn')) <= day(:at, 'cn')
		AND (ended IS NULL OR ended > day(:at - days(:past_year), 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(met) / nullif(sum(commitments), 0) AS value, sum(met) AS num,
	sum(commitments) AS den, count(*) AS n
FROM pairing
UNION ALL
SELECT '', number, '', 100.0 * met / commitments, met, commitments, 1 FROM pairing
ORDER BY dim
