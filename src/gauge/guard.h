/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard.h - what a pack's SQL may touch: SQLite's authorizer, a text check and a step limit.
 *
 * The rules, for authors, are doc/sql.md. A guard is put on a connection for one statement and
 * taken off again; while it is on, the connection can do nothing but what the rules allow.
 *
 * Room: gauge, for its own files. May include: base wire store pack.
 */
#pragma once

#include "base/err.h"
#include "base/why.h"
#include "store/rectype.h"

struct sqlite3;

enum { GUARD_TABLES = 64 };

struct guard {
	const struct rec_type *types;
	size_t count;
	const struct rec_type *read[GUARD_TABLES]; /* types that the statement reads */
	size_t read_count;
	uint64_t steps_left;
	struct why why; /* why it was refused; code 0: it was not */
};

/*
 * What the authorizer is not asked about, judged by the words of the text, also in quotes and remarks: the
 * names of SQLite's own databases (they would pass by the views), the columns of USING, and NATURAL.
 */
MUST_CHECK enum err guard_text(const struct guard *g, struct str sql, struct why *why);
void guard_on(struct sqlite3 *db, struct guard *g);
void guard_off(struct sqlite3 *db);
