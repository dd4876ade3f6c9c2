/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prove_flow.h - where the cases of a store stand on their flow, for pack tests.
 *
 * A case and its steps are read as they are in the store and walked by pack/flow_walk.h.
 *
 * Threads: as the connection. Room: gauge, for its own files. May include: base wire store pack.
 */
#pragma once

#include "gauge/expect.h"
#include "pack/flow_walk.h"

struct sqlite3;

struct flow_outcome {
	bool found; /* there is such a case, and it is of this flow */
	struct flow_walk walk;
};

MUST_CHECK enum err prove_flow_run(struct sqlite3 *db, const struct pack *p, const struct flow *f,
				   struct str number, struct instant at, struct arena *a,
				   struct flow_outcome *out, struct why *why);
/* Did the case come to the same: state, what was refused, clocks? */
bool prove_flow_same(const struct flow_outcome *a, const struct flow_outcome *b);
/* Complains about what is not as expected. */
void prove_flow_compare(struct expect_faults *to, const struct pack *p, const struct flow *f,
			const struct expect_flow *want, const struct flow_outcome *got);
/* "granted; decision met, due 2026-01-01T16:00:00Z; refused: submit (...)", appended. */
void prove_flow_text(const struct pack *p, const struct flow *f, const struct flow_outcome *got,
		     struct buf *out);
