/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query.h - a SELECT, row by row, without SQLite's types in every room.
 *
 * Text borrows from the statement and lives until the next query_next(). A NULL column is empty text
 * and 0; query_null() tells. The SQL is the program's own (never a pack's: see gauge, nor a user's).
 *
 * Threads: as its connection. Room: store. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

struct sqlite3;
struct query;

MUST_CHECK enum err query_open(struct sqlite3 *db, const char *sql, struct query **out,
			       struct why *why);
void query_close(struct query *q);                           /* accepts NULL */
void query_bind_text(struct query *q, int at, struct str s); /* from 1; copied */
void query_bind_i64(struct query *q, int at, int64_t v);
/* *row: there is one. ERR_IO with SQLite's sentence. */
MUST_CHECK enum err query_next(struct query *q, bool *row, struct why *why);
struct str query_text(struct query *q, int column); /* from 0; also the bytes of a BLOB */
int64_t query_i64(struct query *q, int column);
double query_double(struct query *q, int column);
bool query_null(struct query *q, int column);
/* One integer from one row: 0 rows is 0. For counts. */
MUST_CHECK enum err query_one(struct sqlite3 *db, const char *sql, int64_t *out, struct why *why);
