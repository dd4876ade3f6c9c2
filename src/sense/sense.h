/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sense.h - what one batch of events was like: everything that a node keeps of it.
 *
 * Of every event it sees a struct passing and no more (flow.h): counters by the minute, different clients
 * and delays by the hour. Of a hit: the sighting (tally.h), a counter by minute and category, one sketch
 * a sighting of different clients, and which indicators and assets are hit most. Nothing here can hold an
 * address, and `who` (wire/who.h) ends in a sketch.
 *
 * Bounded: flow.h and tally.h say theirs; beyond SENSE_SKETCH_BYTES of sketches, or SENSE_MINUTES
 * minutes of hits, further sightings are counted without them (sense_left_out() says how many).
 *
 * Threads: one. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "index/sketch_topk.h"
#include "sense/tally.h"
#include "wire/passing.h"

enum { SENSE_SKETCH_BYTES = 256 << 20, SENSE_MINUTES = 1 << 20 };

struct sense;

struct sense_place {
	struct tally_place at;
	struct str
		epoch; /* the day of the key behind `who` ("2026-11-20"); empty: `who` is not used */
};

struct sense *sense_open(struct sense_place place);
void sense_close(struct sense *s); /* accepts NULL */

/* A few nanoseconds an event (bench/bench_sense.c). */
void sense_passing(struct sense *s, const struct passing *p, size_t n);
/* The event itself must pass as well. who: its client, or 0. ERR_LIMIT as tally_hit(). */
MUST_CHECK enum err sense_hit(struct sense *s, const struct hit *h, struct str asset,
			      struct str party, uint64_t who);

size_t sense_rows(const struct sense *s);
uint64_t sense_left_out(const struct sense *s);
/* The indicators, or assets, hit most; see sketch_topk.h. */
enum sense_top { SENSE_INDICATORS, SENSE_ASSETS };
size_t sense_most(const struct sense *s, enum sense_top what, struct topk_entry *out, size_t max);

/* The rows of the aggregate types that the node's pack has (`types`); others are left out. */
struct rec_type;
void sense_write(struct sense *s, const struct rec_type *types, size_t count, struct batch *b);
