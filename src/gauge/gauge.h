/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gauge.h - the value of a measure, and where an article stands.
 *
 * A measure runs on a reader between reader_begin() and reader_end(), with :at bound
 * (microseconds), inside the SQL subset of doc/sql.md: an authorizer allows SELECT over the type
 * tables and the listed functions only, and refuses token and sealed fields as key, group, filter
 * or join. A step limit bounds its work. No rows, or rows without a value, are "no data", never
 * zero.
 *
 * Threads: one reader, one thread. Room: gauge. May include: base wire store pack index.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "pack/pack.h"
#include "store/node.h"

struct gauge_row {
	struct str area, dim, component;
	bool has_value;
	double value, num, den;
	bool has_num, has_den;
	int64_t n; /* records or observations behind it */
};

struct gauge_result {
	const struct measure *measure;
	struct gauge_row *rows;
	size_t row_count;
	bool has_value;         /* any row has one */
	struct gauge_row total; /* the row with empty area, dim and component, if there is one */
	bool has_fresh;
	struct instant fresh; /* the newest recorded time among the tables it reads */
	uint64_t as_of;       /* ledger position */
};

MUST_CHECK enum err gauge_run(struct reader *r, const struct measure *m, struct instant at,
			      struct arena *a, struct gauge_result *out, struct why *why);
/* Prepares the measure against an empty store of the pack's types: does it keep to the subset? */
MUST_CHECK enum err gauge_check(const struct pack *p, const struct measure *m, struct why *why);
