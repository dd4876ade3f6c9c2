/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sql.h"

#include "store/sketches.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static enum err fail_code(int rc, const char *text, struct why *why)
{
	switch (rc & 0xFF) {
	case SQLITE_FULL:
		return why_set(why, ERR_LIMIT, SAY_SQL_FULL);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return why_set(why, ERR_BUSY, SAY_SQL_BUSY);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return why_set(why, ERR_CORRUPT, SAY_SQL_CORRUPT, A(text));
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return why_set(why, ERR_DENIED, SAY_SQL_FAILED, A(text));
	case SQLITE_CONSTRAINT:
		return why_set(why, ERR_CONFLICT, SAY_SQL_FAILED, A(text));
	default:
		return why_set(why, ERR_IO, SAY_SQL_FAILED, A(text));
	}
}

/* SQLite says "disk I/O error" where the file beside the log, which even a reader needs, cannot grow. */
static bool is_full(sqlite3 *db, int rc)
{
	int e = sqlite3_system_errno(db);

	return rc == SQLITE_IOERR_SHMSIZE ||
	       ((rc & 0xFF) == SQLITE_IOERR && (e == ENOSPC || e == EDQUOT));
}

enum err sql_fail(sqlite3 *db, struct why *why)
{
	int rc = sqlite3_extended_errcode(db);

	if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC) {
		say_line(stderr, SAY_FILE_FSYNC, A(sqlite3_db_filename(db, "main")),
			 A(sqlite3_errmsg(db)));
		abort();
	}
	if (is_full(db, rc))
		rc = SQLITE_FULL;
	return fail_code(rc, sqlite3_errmsg(db), why);
}

/*
 * secure_delete: a value that leaves a page leaves no trace in it. temp_store: intermediate rows
 * never reach a file of their own. cache_size (KiB): the pages of one large batch stay until it is committed. recursive_triggers: REPLACE cannot pass the append-only guard.
 */
static const char write_pragmas[] = "PRAGMA journal_mode=WAL;"
				    "PRAGMA synchronous=FULL;"
				    "PRAGMA foreign_keys=OFF;"
				    "PRAGMA recursive_triggers=ON;"
				    "PRAGMA secure_delete=ON;"
				    "PRAGMA journal_size_limit=67108864;"
				    "PRAGMA temp_store=MEMORY;"
				    "PRAGMA cache_size=-32768;";
static const char read_pragmas[] = "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;";

static int flags_of(enum sql_mode mode)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (mode == SQL_READ)
		return flags | SQLITE_OPEN_READONLY;
	return flags | SQLITE_OPEN_READWRITE | (mode == SQL_WRITE ? 0 : SQLITE_OPEN_CREATE);
}

enum err sql_open(const char *path, enum sql_mode mode, sqlite3 **out, struct why *why)
{
	sqlite3 *db = NULL;
	enum err e = ERR_OK;

	if (sqlite3_open_v2(mode == SQL_PRIVATE ? "" : path, &db, flags_of(mode), NULL) !=
	    SQLITE_OK)
		e = why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(sqlite3_errmsg(db)));
	if (e == ERR_OK) {
		sqlite3_busy_timeout(db, 10000);
		sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		if (mode != SQL_READ)
			sketches_function(db);
		e = sql_exec(db,
			     mode == SQL_READ || mode == SQL_PRIVATE ? read_pragmas : write_pragmas,
			     why);
	}
	if (e != ERR_OK) {
		sqlite3_close(db);
		db = NULL;
	}
	*out = db;
	return e;
}

enum err sql_exec(sqlite3 *db, const char *sql, struct why *why)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? ERR_OK : sql_fail(db, why);
}

enum err sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct why *why)
{
	*out = NULL;
	return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK ?
		       ERR_OK :
		       sql_fail(db, why);
}

void sql_reset(sqlite3_stmt *s)
{
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

enum err sql_row(sqlite3_stmt *s, bool *row, struct why *why)
{
	int rc = sqlite3_step(s);
	enum err e = ERR_OK;

	*row = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		e = sql_fail(sqlite3_db_handle(s), why);
	if (!*row)
		sql_reset(s);
	return e;
}

enum err sql_run(sqlite3_stmt *s, struct why *why)
{
	bool row;
	enum err e = sql_row(s, &row, why);

	sql_reset(s);
	return e;
}

void sql_text(sqlite3_stmt *s, int at, struct str v)
{
	sqlite3_bind_text64(s, at, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void sql_text_or_null(sqlite3_stmt *s, int at, struct str v)
{
	if (v.n)
		sql_text(s, at, v);
	else
		sqlite3_bind_null(s, at);
}

void sql_blob(sqlite3_stmt *s, int at, const void *p, size_t n)
{
	sqlite3_bind_blob64(s, at, p, n, SQLITE_STATIC);
}

void sql_i64(sqlite3_stmt *s, int at, int64_t v)
{
	sqlite3_bind_int64(s, at, v);
}

struct str sql_col(sqlite3_stmt *s, int col)
{
	const void *p = sqlite3_column_blob(s, col);

	return str_n(p ? p : "", (size_t)sqlite3_column_bytes(s, col));
}
