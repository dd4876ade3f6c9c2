/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_time.h - the time that a clock of a flow has: begun, standing still, given more.
 *
 * Room: pack, for flow_walk and its tests. May include: base wire store.
 */
#pragma once

#include "pack/calendar.h"
#include "pack/flow_walk.h"

/* A stretch of counting: so many units from an instant on. */
struct flow_time {
	const struct calendar *calendar; /* NULL: days of 24 hours, in UTC */
	struct str unit;
	struct instant from;
	double units; /* left at `from` */
	struct instant due, paused_at;
	bool provisional, unknown;
	bool is_date; /* due on a day that was told, not counted */
};

void flow_time_begin(struct flow_time *t, struct arena *a, const struct pack *p,
		     const struct flow_clock *k, struct instant at);
/* Due at the end of that day (YYYY-MM-DD). false: it is no day. */
bool flow_time_until(struct flow_time *t, struct arena *a, const struct pack *p,
		     const struct flow_clock *k, struct str day);
void flow_time_pause(struct flow_time *t, struct instant at);
void flow_time_resume(struct flow_time *t, struct instant at);
void flow_time_extend(struct flow_time *t, const struct parameter *unit, double more);
