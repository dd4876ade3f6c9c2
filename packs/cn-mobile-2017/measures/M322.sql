-- SPDX-License-Identifier: Apache-2.0
-- # Apps checked within the year for age rating, minor mode and payment limit. The app is checked; nobody's
-- # age or identity is asked.
-- id: M322
-- article: 24
-- mechanism: A24.6
-- title: {en: Checked apps with the protection of minors in place, zh: 受检应用未成年人保护功能到位的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: provider
WITH app AS (
	SELECT NOT EXISTS (
			SELECT 1 FROM finding
			WHERE finding.service = service.rec AND finding.kind = 'app-minor' AND finding.result = 'unmet'
				AND finding.state NOT IN ('verified', 'closed')
		) AS hit
	FROM service
	WHERE service.kind = 'app' AND service.rec IN (
			SELECT finding.service FROM finding
			WHERE finding.kind = 'app-minor' AND finding.opened BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn')
		)
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM app
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
