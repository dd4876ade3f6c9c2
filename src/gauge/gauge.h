/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gauge.h - the value of a measure, and where an article stands.
 *
 * A measure runs on a reader between reader_begin() and reader_end(), with :at bound
 * (microseconds) and the pack's parameters by their ids, inside the SQL subset of doc/sql.md: an
 * authorizer allows SELECT over the type tables and the listed functions only, and refuses to read
 * token and sealed fields at all (so they can be no key, group, filter or join). A step limit
 * bounds its work. No rows, or rows without a value, are "no data", never zero.
 *
 * Limits: 1,000 million steps of SQLite's machine, 100,000 rows a measure.
 * Threads: one reader, one thread. Room: gauge. May include: base wire store pack index.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "pack/pack.h"
#include "store/node.h"

enum { GAUGE_ROWS = 100000 };

struct gauge_row {
	struct str area, dim, component;
	bool has_value;
	double value, num, den;
	bool has_num, has_den;
	int64_t n; /* records or observations behind it */
};

/* How a measure stands to its target. GAUGE_BROKEN: it did not run; the reason is in `fault`. */
enum gauge_state {
	GAUGE_NO_DATA,
	GAUGE_NO_TARGET,
	GAUGE_MET,
	GAUGE_MISSED,
	GAUGE_BROKEN,
	GAUGE_STATES
};

struct gauge_result {
	const struct measure *measure;
	struct gauge_row *rows;
	size_t row_count;
	bool has_value;         /* any row has one */
	struct gauge_row total; /* the row with empty area, dim and component, if there is one */
	/* How new is what it reads? The newest recorded time of the records, the newest time in the
	 * aggregates (their field that merges by max), whichever is later. */
	bool has_fresh;
	struct instant fresh;
	uint64_t as_of; /* the ledger position it is true of: a number of leaves */
	enum gauge_state state;
	bool has_gap;
	double gap; /* target minus value, of the total */
	const struct why *fault;
};

MUST_CHECK enum err gauge_run(struct reader *r, const struct measure *m, struct instant at,
			      struct arena *a, struct gauge_result *out, struct why *why);
/* Prepares and runs the measure on an empty store of the pack's types: does it keep to the subset,
 * and does it answer "no data" there? */
MUST_CHECK enum err gauge_check(const struct pack *p, const struct measure *m, struct why *why);

/* The result of a measure that did not run; the reason is copied. */
struct gauge_result gauge_broken(const struct measure *m, const struct why *why, struct arena *a);

struct gauge_article {
	const struct article *article;
	struct gauge_result *results; /* its measures, in the order of their ids */
	size_t count;
	size_t in_state[GAUGE_STATES];
	const struct gauge_result
		*worst; /* missed by most, measured by its target; NULL: none missed */
};

/* Where an article stands: its measures with their values. A measure that fails is GAUGE_BROKEN
 * and costs only itself; an error is the store's. */
MUST_CHECK enum err gauge_article(struct reader *r, const struct pack *p, const struct article *x,
				  struct instant at, struct arena *a, struct gauge_article *out,
				  struct why *why);

/* The same from results that are there already (gauge/every.h), in the order of their ids. */
void gauge_article_of(const struct article *x, const struct gauge_result *all, size_t count,
		      struct arena *a, struct gauge_article *out);

/* "93.33 %", "412 per million", "no data": the total for people, appended. */
void gauge_value_text(const struct pack *p, const struct gauge_result *g, enum lang lang,
		      struct buf *out);
/* "no data", "no target set", "met", "missed", "broken". */
enum say_id gauge_state_say(enum gauge_state s);
