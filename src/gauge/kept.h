/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept.h - results that are kept: what each measure came to, when, and on what it stood.
 *
 * They are rows of the aggregate type `measure_result` of the pack core, one for each row of a measure
 * (a measure without rows, or that could not be computed, has one for its total), and measures may
 * read them like any other type. A result stands as it was, also when what it was computed from
 * changes: it names the ledger position, and the hashes of its SELECT and of the pack.
 *
 * Threads: pure but for the reader. Room: gauge. May include: base wire store pack.
 */
#pragma once

#include "gauge/gauge.h"
#include "store/batch.h"

#define KEPT_TYPE "measure_result"
/* The parameter that says how often a running node keeps its results, in hours. */
#define KEPT_PERIOD "measure_period"

/* Is the node's pack one that keeps results? */
bool kept_has_type(const struct node *n);
/* The rows of one result, as tallies. */
void kept_add(struct batch *b, const struct gauge_result *g, struct instant at,
	      struct sha256 pack_hash);

struct kept_point {
	struct instant at;
	bool has_value;
	double value;
	bool same_sql; /* computed by the SELECT that the pack has now: comparable */
};

enum { KEPT_POINTS = 400 };

/* The total's (or an area's) points, oldest first, at most the last `most`. None where the pack keeps
 * no results. */
MUST_CHECK enum err kept_series(struct reader *r, const struct measure *m, struct str area,
				size_t most, struct arena *a, struct kept_point **out,
				size_t *count, struct why *why);
/* The newest comparable point with a value before `at`; NULL: there is none. */
const struct kept_point *kept_before(const struct kept_point *points, size_t count,
				     struct instant at);
/* When results were kept last; 0: never. */
MUST_CHECK enum err kept_last(struct reader *r, struct instant *out, struct why *why);
/* How often, in microseconds; 0: the pack does not say. */
int64_t kept_period(const struct pack *p);
