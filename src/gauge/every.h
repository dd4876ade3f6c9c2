/* SPDX-License-Identifier: Apache-2.0 */
/*
 * every.h - all measures of a pack, or some, on several readers at once.
 *
 * Each thread has a reader of its own and takes the next measure that nobody has; record types are
 * seen by all at the same ledger position. A measure that fails is GAUGE_BROKEN and costs only
 * itself; an error is the store's.
 *
 * Threads: any; starts and ends its own. Room: gauge. May include: base wire store pack.
 */
#pragma once

#include "gauge/gauge.h"

enum { EVERY_THREADS = 16 };

struct every {
	const struct node *node;
	uint64_t as_of; /* 0: now */
	struct instant at;
	unsigned threads; /* 0: as many as there are processors, at most EVERY_THREADS */
};

/* Results in the order of the measures, in the arena. */
MUST_CHECK enum err every_run(const struct every *x, const struct measure *const *m, size_t count,
			      struct arena *a, struct gauge_result **out, struct why *why);
