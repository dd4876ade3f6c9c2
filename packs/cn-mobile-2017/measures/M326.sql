-- SPDX-License-Identifier: Apache-2.0
-- # Apps, platforms and telecom services on offer. Rows by kind of service.
-- id: M326
-- article: 24
-- mechanism: A24.10
-- title: {en: Services with a valid impact assessment, zh: 个人信息保护影响评估有效的服务比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: privacy-officer
WITH offered AS (
	SELECT EXISTS (
			SELECT 1 FROM assessment
			WHERE assessment.service = service.rec AND assessment.scheme = 'impact' AND assessment.decided <= day(:at, 'cn')
				AND assessment.decision IN ('approved', 'conditional', 'corrected')
				AND (assessment.valid_until IS NULL OR assessment.valid_until > day(:at, 'cn'))
		) AS hit, service.kind AS class
	FROM service
	WHERE service.kind IN ('app', 'platform', 'telecom') AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
		AND coalesce(service.launched, day(:at, 'cn')) <= day(:at, 'cn')
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM offered
	UNION ALL
	SELECT '', class, sum(hit), count(*) FROM offered WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
