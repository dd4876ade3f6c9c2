/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_index.h - how prices moved from period to period, over goods that come and go.
 *
 * Each period is compared with the one before it, over the items that both have, and the links are
 * multiplied: a chain index, the first period = 100. A link is
 *   without weights  the geometric mean of the items' price relatives (Jevons)
 *   with weights     their mean weighted with what was spent on each item in the earlier of the two
 *                    periods (Laspeyres); the weight is an amount of money, not a quantity
 * An item that stands twice in a period counts once: geometric mean of its prices, sum of its weights.
 * A link without a common item, or whose common items weigh nothing, breaks the chain: no figure.
 *
 * Source: ILO, IMF, OECD, Eurostat, UN and World Bank, Consumer Price Index Manual: Concepts and
 * Methods (2020): elementary indices (Jevons), higher-level indices (Laspeyres in the form of
 * weighted price relatives), chaining with matched items.
 *
 * Room: gauge. May include: base wire store pack index.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct price {
	uint32_t period; /* 0 is the first in time */
	uint32_t item;
	double price;  /* above 0 */
	double weight; /* 0 and more; not looked at without weights */
};

struct price_link {
	uint32_t period;           /* that is compared with the one before */
	size_t matched, gone, new; /* items in both, in the earlier only, in the later only */
	double relative;           /* 1.0: as before */
	double index;              /* of this period, the first = 100 */
};

/* Reorders v. links (may be NULL): room for periods - 1. false: no price, or the chain breaks (then
 * the links before the break are filled, and the broken one has relative 0). */
bool price_chain(struct price *v, size_t n, uint32_t periods, bool weights,
		 struct price_link *links, double *index);
