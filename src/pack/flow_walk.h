/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_walk.h - where does a case stand, given its flow and the steps that were asked for?
 *
 * Pure: nothing is read but the arguments, so that a pack test proves what the desk will do. Steps
 * come in the order of their times. A step that may not be taken is refused with a reason and
 * changes nothing; the walk goes on with the next.
 *
 * Clocks: entering a state first stops, then pauses or resumes, then starts. A clock is met when it
 * is stopped in time and missed when it runs out first; the waiting period of a clock with `wait` is
 * met either way. Time in which it stands still is not counted: for hours to the microsecond, for
 * days and working days by whole days of its calendar. A clock that runs on a date of the case
 * (`until`) is due at the end of that day; a case without the date has no such clock.
 *
 * Lifetime: of the arena. Threads: any. Room: pack. May include: base wire store.
 */
#pragma once

#include "base/clock.h"
#include "pack/flow.h"

/* A field of the case and what it is: codes for `takes` and `when`, dates for `until`. */
struct flow_fact {
	struct str field, value;
};

struct flow_try {
	struct str step, role;
	struct instant at;
	struct names proofs;
	bool confirmed; /* by a second person */
};

enum flow_answer {
	FLOW_TAKEN,
	FLOW_NO_STEP,      /* the flow has no such step */
	FLOW_NOT_HERE,     /* not from this state */
	FLOW_NOT_BY,       /* not by this role */
	FLOW_NOT_FOR,      /* not for such a case; `what` is the field */
	FLOW_LACKS,        /* `what` was not brought along */
	FLOW_ONE_PERSON,   /* nobody confirmed it */
	FLOW_TOO_EARLY,    /* the waiting period `what` still runs */
	FLOW_OUT_OF_ORDER, /* earlier than the step before */
	FLOW_ANSWERS
};

enum flow_clock_state { CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_MET, CLOCK_MISSED, CLOCK_STATES };

/* One time that a clock was started. */
struct flow_run {
	const struct flow_clock *clock;
	unsigned seq; /* from 1: how often it was started */
	enum flow_clock_state state;
	bool stopped;
	struct instant started, due, end; /* end: when it was stopped, if it was */
	struct instant warn;              /* when the owner is warned; 0: a waiting period */
	int64_t paused_us;
	unsigned extended; /* times */
	bool provisional;  /* `due` rests on a year whose calendar is not known yet */
	bool unknown;      /* the calendar cannot tell: `due` means nothing, the clock runs on */
};

struct flow_told {
	enum flow_answer answer;
	const struct flow_step *step; /* NULL: there is none */
	struct str what;
	struct str from, to; /* states; equal unless the step was taken */
};

struct flow_walk {
	bool taken; /* is the flow for this case at all? If not, `told` is all refusals. */
	const struct flow_state *state;
	struct flow_told *told; /* one a try */
	size_t count, refused;
	struct flow_run *runs; /* in the order in which they were started */
	size_t run_count;
};

/* The case begins in the flow's start state at `opened`; clocks are looked at as of `at`. */
void flow_walk(struct arena *a, const struct pack *p, const struct flow *f,
	       const struct flow_fact *facts, size_t fact_count, struct instant opened,
	       const struct flow_try *tries, size_t try_count, struct instant at,
	       struct flow_walk *out);

/* The last run of a clock, or NULL when it was never started. */
const struct flow_run *flow_run_of(const struct flow_walk *w, struct str clock);
/* "the role inspector may not take this step": a sentence, appended. */
void flow_told_text(const struct pack *p, const struct flow *f, const struct flow_told *t,
		    enum lang lang, struct buf *out);
/* "running", "paused", "met", "missed": as code list clock-state and expect.json say it. */
const char *flow_clock_word(enum flow_clock_state s);
