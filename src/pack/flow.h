/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow.h - the way of a case: its states, the steps between them, and the clocks that run.
 *
 * Every flow runs on a record of type `case` (case.flow is its id, case.state where it stands). A
 * state that is no end has an owner; a step is taken by certain roles, brings along what it needs,
 * and may want a second person; a clock starts and stops with states and stands still in others.
 * A checked flow has no state that nobody reaches and none from which no end can be reached.
 *
 * Lifetime: the pack's. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

struct flow_state {
	struct str id, label[2]; /* enum lang */
	struct str owner;        /* of the code list `role`; empty for an end */
	bool end;
};

struct flow_step {
	struct str id, label[2];
	struct names from;  /* states */
	struct str to;      /* a state; it may be one of `from` */
	struct names by;    /* roles that may take it */
	struct names needs; /* what it brings along, of the code list `proof` */
	struct groups when; /* which cases it is for: fields of the case and what they may be */
	struct str extends; /* a clock that gets more time, and how much more */
	struct rule_number more;
	struct str after; /* a waiting period that must be over */
	bool two_person;  /* another person confirms it */
};

struct flow_clock {
	struct str id, label[2];
	struct names starts; /* entering one of these states starts it, unless it runs */
	struct names stops;  /* entering one of these stops it: met, if in time */
	struct names pauses; /* it stands still in these */
	struct groups when;  /* which cases it is for */
	/* How long: a parameter whose unit is a unit of time; or until the day that a date field of
	 * the case says, where each case has a plan of its own. */
	struct rule_number within;
	struct str until;
	struct str calendar;     /* for working days; may be empty */
	bool wait;               /* a waiting period: nobody is late when it has run out */
	struct rule_number warn; /* at so many per cent of its time the owner is warned */
	struct str escalate;     /* role that is told when it has run out */
};

struct flow {
	struct str id; /* "W01" */
	struct str title[2];
	struct groups takes;  /* which cases it is for; none: all */
	struct str limits[2]; /* what it will not do; may be empty */
	struct str start;
	struct flow_state *states;
	size_t state_count;
	struct flow_step *steps;
	size_t step_count;
	struct flow_clock *clocks;
	size_t clock_count;
	struct str origin;
};

const struct flow *pack_flows(const struct pack *p, size_t *n);
const struct flow *pack_flow(const struct pack *p, struct str id); /* NULL: there is none */

const struct flow_state *flow_state(const struct flow *f, struct str id);
const struct flow_step *flow_step(const struct flow *f, struct str id);
const struct flow_clock *flow_clock(const struct flow *f, struct str id);
