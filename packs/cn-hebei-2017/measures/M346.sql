-- SPDX-License-Identifier: Apache-2.0
-- # Tenancies that were not broken off, of firms that still exist.
-- id: M346
-- article: 9
-- mechanism: H9.3
-- title: {en: Tenants of incubators and parks that still exist, zh: 入驻众创空间、孵化器、产业园企业存续比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: programme-owner
WITH tenancy AS (
	SELECT programme.stage <> 'stopped' AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn')) AS hit
	FROM programme JOIN party ON party.rec = programme.owner
	WHERE programme.kind = 'incubation' AND programme.started <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM tenancy
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
