/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql.h - SQLite as the store uses it: how a connection is opened, and what its errors say.
 *
 * A failed fsync aborts the process here as everywhere (see base/file.h). Threads: a connection
 * belongs to one. Room: store. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

#include <sqlite3.h>

/* SQL_PRIVATE: a temporary database of its own, gone with the connection. */
enum sql_mode { SQL_READ, SQL_WRITE, SQL_CREATE, SQL_PRIVATE };

MUST_CHECK enum err sql_open(const char *path, enum sql_mode mode, sqlite3 **out, struct why *why);
/* The connection's last error as one of ours. */
enum err sql_fail(sqlite3 *db, struct why *why);
MUST_CHECK enum err sql_exec(sqlite3 *db, const char *sql, struct why *why);
MUST_CHECK enum err sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct why *why);
/* Runs a statement that gives no rows, and makes it ready for the next use. */
MUST_CHECK enum err sql_run(sqlite3_stmt *s, struct why *why);
/* One row or none; the row is there until sql_reset(). */
MUST_CHECK enum err sql_row(sqlite3_stmt *s, bool *row, struct why *why);
void sql_reset(sqlite3_stmt *s);

/* Binding; text and blobs must outlive the step. */
void sql_text(sqlite3_stmt *s, int at, struct str v);
void sql_text_or_null(sqlite3_stmt *s, int at, struct str v); /* empty is NULL */
void sql_blob(sqlite3_stmt *s, int at, const void *p, size_t n);
void sql_i64(sqlite3_stmt *s, int at, int64_t v);
struct str sql_col(sqlite3_stmt *s, int col); /* text or blob */
