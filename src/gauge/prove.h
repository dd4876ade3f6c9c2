/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prove.h - does a pack measure what it says? Its tests, run in a store in memory.
 *
 * A test (doc/pack-author.md, "Tests") gives records and the values that the pack's measures make of
 * them; then it changes a line and says which values change with it. A mechanism is proven when a
 * test that names it has a variant in which a measure or flow of that mechanism changes; a measure is tested
 * when a test states a value of it and a variant changes it.
 *
 * Limits: 2,000 tests a pack; gauge/expect.h. Threads: one. Room: gauge.
 * May include: base wire store pack.
 */
#pragma once

#include "gauge/gauge.h"

enum { PROVE_CASES = 2000 };

struct prove_case {
	struct str name;                   /* its folder's */
	const char *in_path, *expect_path; /* for complaints */
	struct str in, expect;
};

/* The tests of DIR/<pack>/tests, by name; a folder without them has none. What is no test there is a
 * complaint; *bad counts them. Text lives in the arena. */
MUST_CHECK enum err prove_read(struct arena *a, const char *packs_dir, struct str pack,
			       pack_complain_fn *complain, void *ctx, struct prove_case **out,
			       size_t *count, size_t *bad, struct why *why);

struct prove;

MUST_CHECK enum err prove_open(const struct pack *p, struct prove **out, struct why *why);
void prove_close(struct prove *v); /* accepts NULL */

/* As gauge_check(), on the empty store that is open anyway. */
MUST_CHECK enum err prove_empty(struct prove *v, const struct measure *m, struct why *why);

/* What a measure came to in a test: variant is empty for the records as they stand. */
typedef void prove_show_fn(void *ctx, struct str variant, const struct gauge_result *result,
			   bool changed);
/* Where a case stood, as one line. */
typedef void prove_show_case_fn(void *ctx, struct str variant, struct str flow, struct str number,
				struct str stands, bool changed);
struct prove_show {
	prove_show_fn *result;
	prove_show_case_fn *of_case;
};

/* Runs one test; complaints have file:line:column. Returns how many there were. show may be NULL. */
size_t prove_run(struct prove *v, const struct prove_case *c, pack_complain_fn *complain,
		 const struct prove_show *show, void *ctx);

/* After any number of runs. */
bool prove_is_tested(const struct prove *v, const struct measure *m);
bool prove_is_proven(const struct prove *v, const struct mechanism *m);
/* Must a test prove it? Not what is declined, a stance, or carried by nothing yet. */
bool prove_is_due(const struct mechanism *m);
