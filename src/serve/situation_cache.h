/* SPDX-License-Identifier: Apache-2.0 */
/*
 * situation_cache.h - the situation, computed once for all who ask while nothing changes.
 *
 * Computing reads the sums kept beside the sightings, and runs the measures. What was computed holds for as long as
 * the ledger position, the published lookup, the two operational rows that the situation reads and,
 * because measures use :at, the minute of the clock are the same. The ledger position is that of
 * the asker's own transaction: what was committed before the request began is always in the answer.
 *
 * One thread computes, on its own reader; others who ask meanwhile wait. Only where nothing but the
 * minute differs they get the one before, at most SITUATION_BEHIND_MIN minutes behind, at once.
 * An error is the asker's who computed; it is not kept: the next in line computes anew.
 *
 * Measures that take long are the exception (standing.h): of them the last known are shown, with the
 * ledger position that they are true of, while the next are computed beside all askers.
 *
 * Not part of the key: the bytes on disk and what recovery does to them; so that figure may be up
 * to a minute old. Memory: one situation, and those before it that are still being read.
 *
 * Threads: all; a reader (store/node.h) is its thread's own. Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/node_view.h"
#include "serve/situation.h"
#include "serve/standing.h"

enum { SITUATION_BEHIND_MIN = 1 };

struct situation_cache;

/* The view must outlive the cache; all must be given back before it closes. */
struct situation_cache *situation_cache_open(struct node_view *v);
void situation_cache_close(struct situation_cache *c); /* accepts NULL */

enum situation_clock {
	SITUATION_THIS_MINUTE,
	SITUATION_ANY_MINUTE /* enough for whoever reads no measure */
};

/* The situation as of the reader's transaction (reader_begin() at now) or newer; read-only. */
MUST_CHECK enum err situation_cache_get(struct situation_cache *c, struct reader *r,
					enum situation_clock clock, const struct situation **out,
					struct why *why);
/* Where its articles stand; good until s is given back. */
const struct standing *situation_cache_standing(const struct situation *s);
void situation_cache_release(struct situation_cache *c, const struct situation *s);

/* How often it was computed, failures included. */
uint64_t situation_cache_computed(struct situation_cache *c);
/* For tests. */
struct standings *situation_cache_standings(struct situation_cache *c);
