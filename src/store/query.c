/* SPDX-License-Identifier: Apache-2.0 */
#include "store/query.h"

#include <sqlite3.h>

/* A query is SQLite's statement under our name. */
static sqlite3_stmt *stmt(struct query *q)
{
	return (sqlite3_stmt *)q;
}

enum err query_open(struct sqlite3 *db, const char *sql, struct query **out, struct why *why)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		return why_set(why, ERR_IO, SAY_QUERY_FAILED, A(sqlite3_errmsg(db)));
	*out = (struct query *)s;
	return ERR_OK;
}

void query_close(struct query *q)
{
	sqlite3_finalize(stmt(q));
}

void query_bind_text(struct query *q, int at, struct str s)
{
	sqlite3_bind_text(stmt(q), at, s.n ? s.p : "", (int)s.n, SQLITE_TRANSIENT);
}

void query_bind_i64(struct query *q, int at, int64_t v)
{
	sqlite3_bind_int64(stmt(q), at, v);
}

enum err query_next(struct query *q, bool *row, struct why *why)
{
	int rc = sqlite3_step(stmt(q));

	*row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return ERR_OK;
	return why_set(why, rc == SQLITE_BUSY ? ERR_BUSY : ERR_IO, SAY_QUERY_FAILED,
		       A(sqlite3_errmsg(sqlite3_db_handle(stmt(q)))));
}

struct str query_text(struct query *q, int column)
{
	const void *p = sqlite3_column_blob(stmt(q), column);

	return str_n(p, (size_t)sqlite3_column_bytes(stmt(q), column));
}

int64_t query_i64(struct query *q, int column)
{
	return sqlite3_column_int64(stmt(q), column);
}

double query_double(struct query *q, int column)
{
	return sqlite3_column_double(stmt(q), column);
}

bool query_null(struct query *q, int column)
{
	return sqlite3_column_type(stmt(q), column) == SQLITE_NULL;
}

enum err query_one(struct sqlite3 *db, const char *sql, int64_t *out, struct why *why)
{
	struct query *q;
	enum err e = query_open(db, sql, &q, why);
	bool row;

	*out = 0;
	if (e != ERR_OK)
		return e;
	e = query_next(q, &row, why);
	if (e == ERR_OK && row)
		*out = query_i64(q, 0);
	query_close(q);
	return e;
}
