/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usual.h - a row of an aggregate that is already what normalising would make of it.
 *
 * Sightings come by the ten thousand, written by our own tally: canonical JSON whose values are in
 * their normal form. For such a row nothing needs to be built: its bytes are its canonical text, and its
 * values are slices of them. What is unusual in any way (white space, another order of keys, an escape,
 * a negative number, text that might be personal, an unknown field) goes the long way through
 * json.h and value.h, which alone refuse anything. So a wrong "no" costs time, and a wrong "yes" would be
 * a bug: tests/store compares both ways.
 *
 * Threads: pure. Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "store/rectype.h"

enum { USUAL_FIELDS = 32 };

/* The order of a type's fields by their names; made once. */
struct usual {
	const struct rec_type *type;
	size_t n; /* 0: no row of this type is usual */
	uint8_t order[USUAL_FIELDS];
};
struct usual usual_of(const struct rec_type *t);

struct usual_value {
	struct str text; /* p NULL: the field is not there */
	int64_t number;  /* of integers and instants */
};
/* v: one a field of the type, in its order. */
bool usual_read(const struct usual *u, struct str body, struct usual_value *v);
