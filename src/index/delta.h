/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delta.h - the small, quickly changing layer over a generation.
 *
 * Holds added indicators (as a small generation of their own) and revoked (kind, value, source)
 * triples. A delta is immutable as well: a change makes a new one. delta_revokes() is asked for
 * each hit of the generation; the matcher probes the delta's own generation beside the big one.
 *
 * Threads: build in one; read in any. Room: index. May include: base wire.
 */
#pragma once

#include "index/generation.h"

struct delta;

struct delta_revocation {
	enum indicator_kind kind;
	struct str value;
	struct str source; /* empty: of every source */
};

/* Copies what it needs. `added` may be NULL. */
struct delta *delta_build(struct generation *added_owned, const struct delta_revocation *r,
			  size_t n);
void delta_close(struct delta *d);                           /* accepts NULL */
const struct generation *delta_added(const struct delta *d); /* or NULL */
bool delta_revokes(const struct delta *d, enum indicator_kind kind, struct str value,
		   struct str source);
size_t delta_count(const struct delta *d);
