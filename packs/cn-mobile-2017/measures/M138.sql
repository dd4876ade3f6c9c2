-- SPDX-License-Identifier: Apache-2.0
-- # A seal that was never checked does not verify. Component "custody": items with no gap in the record of
-- # hand-overs.
-- id: M138
-- article: 24
-- mechanism: A24.14
-- title: {en: Sealed items of evidence whose seal verifies, zh: 封存证据封印核验通过的比例}
-- unit: percent
-- direction: up
-- target: target_seal
-- owner: evidence-custodian
WITH item AS MATERIALIZED (
	SELECT coalesce(seal_holds, 0) AS holds, coalesce(gaps, 0) = 0 AS whole FROM evidence
	WHERE sealed_at <= :at AND (keep_until IS NULL OR keep_until >= day(:at, 'cn'))
)
SELECT '' AS area, '' AS dim, '' AS component, 100.0 * sum(holds) / nullif(count(*), 0) AS value,
	sum(holds) AS num, count(*) AS den, count(*) AS n
FROM item
UNION ALL
SELECT '', '', 'custody', 100.0 * sum(whole) / nullif(count(*), 0), sum(whole), count(*), count(*) FROM item
ORDER BY component
