/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.h - a measure on any connection: what gauge_run() does with a reader's, and gauge_check()
 * with an empty one.
 *
 * Room: gauge, for its own files and tests. May include: base wire store pack.
 */
#pragma once

#include "gauge/gauge.h"

#define RUN_STEPS 1000000000ULL

struct run {
	struct sqlite3 *db; /* has a view (records) or a table (aggregates) of each type */
	const struct rec_type *types;
	size_t type_count;
	uint64_t steps;
	bool ready; /* gauge_functions() was called for it: each call makes SQLite prepare everything anew */
};

MUST_CHECK enum err run_measure(const struct run *run, const struct measure *m, struct instant at,
				struct arena *a, struct gauge_result *out, struct why *why);
/* On an empty store: without an error, and without a value. gauge.c has it. */
MUST_CHECK enum err run_empty(const struct run *run, const struct measure *m, struct why *why);
