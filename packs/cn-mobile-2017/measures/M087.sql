-- SPDX-License-Identifier: Apache-2.0
-- # Findings reported as fixed within the last year. Component "verified": days until the repair was verified.
-- id: M087
-- article: 14
-- mechanism: A14.15
-- title: {en: "Days until a finding is reported as fixed (median), by severity", zh: 问题整改用时中位数（按严重程度）}
-- unit: days
-- direction: down
-- target: none
-- owner: operator
WITH done AS (
	SELECT severity AS class, (instant(fixed) - instant(opened)) / days(1) AS days_to_fix,
		(instant(verified) - instant(opened)) / days(1) AS days_to_verify
	FROM finding
	WHERE result = 'unmet' AND fixed BETWEEN day(:at - days(:past_year), 'cn') AND day(:at, 'cn') AND fixed >= opened
)
SELECT '' AS area, '' AS dim, '' AS component, pctl(days_to_fix, :p50) AS value,
	NULL AS num, NULL AS den, count(*) AS n
FROM done
UNION ALL
SELECT '', class, '', pctl(days_to_fix, :p50), NULL, NULL, count(*)
FROM done WHERE class IS NOT NULL GROUP BY class
UNION ALL
SELECT '', '', 'verified', pctl(days_to_verify, :p50), NULL, NULL, count(days_to_verify)
FROM done
ORDER BY area, dim, component
