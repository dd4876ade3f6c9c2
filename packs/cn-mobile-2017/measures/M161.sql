-- SPDX-License-Identifier: Apache-2.0
-- # Rights in force held by universities and research institutions. "days": median from grant to transfer.
-- # Dims are technologies.
-- id: M161
-- article: 6
-- mechanism: A6.4
-- title: {en: Granted rights of research institutions that were transferred or licensed, zh: 高校院所授权专利转让许可率}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH held AS (
	SELECT coalesce(ipright.technology, '') AS class, coalesce(ipright.transferred <= day(:at, 'cn'), 0) AS yes,
		iif(ipright.transferred <= day(:at, 'cn'), (instant(ipright.transferred) - instant(ipright.granted)) / days(1), NULL) AS days
	FROM ipright JOIN party ON party.rec = ipright.holder
	WHERE party.kind = 'institution' AND ipright.state = 'granted' AND coalesce(ipright.granted, '') <= day(:at, 'cn')
), figure AS (
	SELECT '' AS dim, sum(yes) AS num, count(*) AS den FROM held
	UNION ALL
	SELECT class, sum(yes), count(*) FROM held WHERE class <> '' GROUP BY class
)
SELECT '' AS area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n FROM figure
UNION ALL
SELECT '', '', 'days', pctl(days, :p50), NULL, NULL, count(days) FROM held
ORDER BY dim, component
