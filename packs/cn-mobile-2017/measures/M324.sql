-- SPDX-License-Identifier: Apache-2.0
-- # Classes of services on offer now; a class without a clause is a gap in the map.
-- id: M324
-- article: 24
-- mechanism: A24.8
-- title: {en: Classes of service to which a legal clause is known to apply, zh: 已明确适用法律条款的业务类别比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH offered AS (
	SELECT EXISTS (
			SELECT 1 FROM relation
			WHERE relation.kind = 'applies-to' AND relation.from_type = 'instrument'
				AND relation.to_type = 'service-class' AND relation.to_key = service.class
				AND (relation.until IS NULL OR relation.until > day(:at, 'cn'))
		) AS hit, service.class AS class
	FROM service
	WHERE service.class IS NOT NULL AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
	GROUP BY service.class
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM offered
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM offered WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
