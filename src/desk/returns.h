/* SPDX-License-Identifier: Apache-2.0 */
/*
 * returns.h - 报送: a filled form becomes observations (or records), and who owes what, how late?
 *
 * Taking a form: each cell is checked by itself (a number, the column's bounds, a class of the list, an area that
 * is known, a thing that is registered); a cell that does not hold is refused with its place, and
 * costs its figure, or its line where it says what the line is about. What was taken becomes, in
 * one batch, observations with their provenance (publisher, method "return:ID", the filing), or
 * records of the type that the return makes; and a record of type `filing` says what was handed
 * in. A figure that was filed before with another value is restated: the register keeps both, and
 * the new one counts.
 *
 * What is owed: every organisation of a return's kinds owes it for every period that began after `since`
 * and has ended. The due day is counted in the pack's calendar from the last day of the period.
 *
 * Threads: one. Room: desk. May include: base wire store pack index.
 */
#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "desk/form.h"
#include "store/batch.h"
#include "store/node.h"

/* ---- taking a form ---- */

struct filing {
	struct str party, name; /* registration number, name */
	uint64_t rows, cells, refused, restated;
	struct form_area *absent; /* areas beside those reported that nothing was said of */
	size_t absent_count;
	struct str due;    /* YYYY-MM-DD */
	int64_t days_late; /* 0: in time */
};

/* Appends to the batch; commit it. `now` is the time of filing. An error: nothing of the form can be taken. */
MUST_CHECK enum err filing_take(struct reader *r, const struct pack *p, const struct form *form,
				struct instant now, struct sha256 file, struct arena *a,
				form_complain_fn *complain, void *ctx, struct batch *b,
				struct filing *out, struct why *why);

/* ---- what is owed ---- */

enum owed_state {
	OWED_FILED,      /* in time */
	OWED_FILED_LATE, /* days_late: how much */
	OWED_PARTLY,     /* filed, but cells were refused */
	OWED_OPEN,       /* not filed, and not yet due */
	OWED_LATE,       /* not filed, and overdue */
	OWED_STATES
};

struct owed {
	const struct pack_return *ret;
	struct str party, name; /* who owes it */
	struct str first, last, due;
	bool provisional; /* the due day rests on a year that the calendar has no file for */
	enum owed_state state;
	int64_t days_late;
};

struct owed_ask {
	struct str form, party; /* empty: all */
	struct instant at;
	bool all; /* also what was filed in time, and every period; else the open ones and the last */
};

enum { OWED_MAX = 100000 };

/* In the order of return, organisation, period. */
MUST_CHECK enum err returns_owed(struct reader *r, const struct pack *p, const struct owed_ask *ask,
				 struct arena *a, struct owed **out, size_t *n, struct why *why);
/* "filed", "filed late", ...: for people. */
enum say_id owed_say(enum owed_state s);

/* For a measure without data: which return feeds it, and who is latest with it. */
struct owed_measure {
	const struct pack_return *ret; /* NULL: no return feeds it */
	size_t debtors, late;          /* organisations that owe it; that are late */
	const struct owed *worst;      /* the latest, or NULL */
};
struct owed_measure owed_for(const struct owed *owed, size_t n, const struct pack *p,
			     struct str measure);

/* The period of a return that holds the day, or the n-th before it: both days included. */
void return_period(const struct pack_return *r, int32_t day, int back, int32_t *first,
		   int32_t *last);
