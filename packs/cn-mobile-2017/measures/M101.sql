-- SPDX-License-Identifier: Apache-2.0
-- # Counted among pre-installed apps of which it is known whether they can be removed; a finding of an
-- # audit outweighs what the provider states. Component "forced-consent": apps with an open finding of
-- # forced consent, whether pre-installed or not.
-- id: M101
-- article: 15
-- mechanism: A15.5
-- title: {en: Pre-installed apps that cannot be removed, zh: 无法卸载的预置应用数}
-- unit: count
-- direction: down
-- target: target_unremovable
-- owner: provider
WITH seen AS (
	SELECT service.preinstalled AS preinstalled, service.removable AS removable, EXISTS (
			SELECT 1 FROM finding
			WHERE finding.service = service.rec AND finding.kind = 'app-removal'
				AND finding.result = 'unmet' AND finding.state NOT IN ('verified', 'closed')
		) AS found, EXISTS (
			SELECT 1 FROM finding
			WHERE finding.service = service.rec AND finding.kind = 'app-consent'
				AND finding.result = 'unmet' AND finding.state NOT IN ('verified', 'closed')
		) AS forced, coalesce(service.audited BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn'), 0) AS audited
	FROM service
	WHERE service.kind = 'app' AND (service.ended IS NULL OR service.ended > day(:at, 'cn'))
), known AS (
	SELECT found OR removable = 0 AS hit
	FROM seen WHERE preinstalled = 1 AND (found OR removable IS NOT NULL)
)
SELECT '' AS area, '' AS dim, '' AS component, sum(hit) AS value, sum(hit) AS num, count(*) AS den,
	count(*) AS n
FROM known
UNION ALL
SELECT '', '', 'forced-consent', sum(forced), sum(forced), count(*), count(*)
FROM seen WHERE audited OR forced
ORDER BY component
