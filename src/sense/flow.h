/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow.h - how much passed, of what kind, when, from how many clients, how long after?
 *
 * Counts every event, hits or not, in blocks of a minute; and by the hour the different clients and the
 * delays. Made for batches of struct passing: in order of time an event costs a few additions.
 *
 * Bounded whatever the times say: FLOW_MINUTES blocks of a minute, then blocks of an hour up to
 * FLOW_BLOCKS, and beyond these (and outside the years 1 to 9999) an event counts at its arrival, as one without
 * a time. Clients and
 * delays are kept of at most FLOW_HOURS hours; of later ones only the counts.
 *
 * Threads: one. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "base/clock.h"
#include "index/sketch_dd.h"
#include "index/sketch_hll.h"
#include "wire/passing.h"

enum { FLOW_MINUTES = 1 << 16, FLOW_BLOCKS = 1 << 17, FLOW_HOURS = 1 << 10, FLOW_FAMILIES = 3 };

struct flow_cell {
	uint64_t count, untimed;
	int64_t first, last; /* microseconds; of nothing when count is 0 */
};

struct flow_block {
	int64_t start; /* microseconds; a whole minute */
	uint32_t hour; /* its place among the hours, or UINT32_MAX */
	struct flow_cell cell[EVENT_KINDS][FLOW_FAMILIES];
};

struct flow_hour {
	int64_t start;
	struct hll *clients;
	struct dd *delays; /* microseconds from event to arrival; an event of the future: 0 */
};

struct flow;

struct flow *flow_open(struct instant arrival);
void flow_close(struct flow *f); /* accepts NULL */
void flow_add(struct flow *f, const struct passing *p, size_t n);

/* Everything counted so far, in order of time. */
struct flow_block *const *flow_blocks(struct flow *f, size_t *n);
const struct flow_hour *flow_hours(const struct flow *f, size_t *n);
size_t flow_rows(const struct flow *f); /* about how many rows it will make */
