-- SPDX-License-Identifier: Apache-2.0
-- # Companies of the class that the province added to the chain.
-- id: M336
-- article: 6
-- mechanism: H6.1
-- title: {en: Broadcasting companies in an alliance of the chain, zh: 参加产业链联盟的广电企业比例}
-- unit: percent
-- direction: up
-- target: none
-- owner: regulator
WITH broadcaster AS (
	SELECT EXISTS (
			SELECT 1 FROM agreement_parties
				JOIN agreement ON agreement.leaf = agreement_parties.leaf
			WHERE agreement_parties.value = party.rec AND agreement.kind = 'alliance' AND agreement.state = 'in-force'
		) AS hit
	FROM party
	WHERE party.kind = 'broadcaster' AND (party.ceased IS NULL OR party.ceased > day(:at, 'cn'))
), figure AS (
	SELECT '' AS area, '' AS dim, sum(hit) AS num, count(*) AS den FROM broadcaster
)
SELECT area, dim, '' AS component, 100.0 * num / nullif(den, 0) AS value, num, den, den AS n
FROM figure
ORDER BY area, dim
