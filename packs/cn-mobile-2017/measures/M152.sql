-- SPDX-License-Identifier: Apache-2.0
-- # The three classes that article 3 names. Each dim is the share of the class among all assets.
-- id: M152
-- article: 3
-- mechanism: A3.10
-- title: {en: "Assets tagged as data, technology or application", zh: 已标明数据、技术、应用类别的资产比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: operator
WITH judged AS (
	SELECT coalesce(object_class, '') AS class
	FROM asset
	WHERE kind NOT IN ('sensor', 'subscriber-pool') AND (retired IS NULL OR retired > day(:at, 'cn'))
), every AS (
	SELECT sum(class <> '') AS tagged, count(*) AS assets FROM judged
), figure AS (
	SELECT '' AS area, '' AS dim, tagged AS num, assets AS den FROM every
	UNION ALL
	SELECT '', class, count(*), (SELECT assets FROM every) FROM judged WHERE class <> '' GROUP BY class
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
