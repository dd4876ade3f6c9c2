/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_tests.h - what `cresset check` says of a pack's measures and tests (gauge/prove.h).
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "pack/pack.h"

struct arg_list;

struct check_tests {
	const char *dir;             /* where the pack's folder is; NULL: embedded, without tests */
	const struct arg_list *only; /* run these tests alone, and show what comes out */
	bool skip;                   /* no tests at all */
	bool all_proven;             /* what no test proves is a fault, too */
	pack_complain_fn *complain;
	void *ctx;

	size_t measures, measures_tested;
	size_t mechanisms, mechanisms_proven; /* of those that a test must prove */
	size_t tests, faults;
};

/* Runs each measure on an empty store, then the tests. Complaints are counted; an error is the
 * world's. */
MUST_CHECK enum err check_tests_run(struct check_tests *c, struct arena *a, const struct pack *p,
				    struct why *why);
