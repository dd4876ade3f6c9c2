-- SPDX-License-Identifier: Apache-2.0
-- # Who manages, who operates and who uses is a matter of roles. A step without the body that took it,
-- # or without the role in which it did, can be nobody's. Dims are the roles that acted.
-- id: M147
-- article: 3
-- mechanism: A3.4
-- title: {en: Steps of cases taken by a known body in a known role, zh: 案件办理步骤中单位与角色均有记录的比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: supervisor
WITH step AS (
	SELECT coalesce(role, '') AS class, actor IS NOT NULL AND role IS NOT NULL AS yes
	FROM case_step
	WHERE at > :at - days(:past_year) AND at <= :at
), figure AS (
	SELECT '' AS area, '' AS dim, sum(yes) AS num, count(*) AS den FROM step
	UNION ALL
	SELECT '', class, sum(yes), count(*) FROM step WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
