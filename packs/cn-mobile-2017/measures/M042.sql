-- SPDX-License-Identifier: Apache-2.0
-- # Counts of organisations only: who committed is not in the data. The latest period of each project;
-- # "maintainers": the share of maintainers' seats. Dims are projects.
-- id: M042
-- article: 6
-- mechanism: A6.10
-- title: {en: Domestic share of commits in listed open-source projects, zh: 国内单位在核心开源项目中的提交占比}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH latest AS (
	SELECT subject, metric, value, rank() OVER (PARTITION BY subject ORDER BY period_end DESC) AS age
	FROM observation
	WHERE metric IN ('oss_commits', 'oss_commits_domestic', 'oss_maintainers', 'oss_maintainers_domestic')
		AND value IS NOT NULL AND period_end <= day(:at, 'cn')
), project AS MATERIALIZED (
	SELECT latest.subject AS class, sum(iif(metric = 'oss_commits', value, NULL)) AS commits,
		sum(iif(metric = 'oss_commits_domestic', value, NULL)) AS own,
		sum(iif(metric = 'oss_maintainers', value, NULL)) AS seats,
		sum(iif(metric = 'oss_maintainers_domestic', value, NULL)) AS own_seats
	FROM latest JOIN programme ON programme.code = latest.subject AND programme.kind = 'open-source'
	WHERE latest.age = 1
	GROUP BY latest.subject
), figure AS (
	SELECT '' AS dim, '' AS component, sum(own) AS num, sum(commits) AS den, count(*) AS n
	FROM project WHERE own IS NOT NULL AND commits IS NOT NULL
	UNION ALL
	SELECT '', 'maintainers', sum(own_seats), sum(seats), count(*)
	FROM project WHERE own_seats IS NOT NULL AND seats IS NOT NULL
	UNION ALL
	SELECT class, '', own, commits, 1 FROM project WHERE own IS NOT NULL AND commits IS NOT NULL
)
SELECT '' AS area, dim, component, 100.0 * num / nullif(den, 0) AS value, num, den, n
FROM figure
ORDER BY dim, component
