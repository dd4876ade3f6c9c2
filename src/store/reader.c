/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c - reading beside the writer: one snapshot, seen as of a ledger position. */
#include "store/node.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "store/schema.h"
#include "store/sql.h"

static const uint64_t no_views = UINT64_MAX - 1;

struct reader {
	const struct node *node;
	sqlite3 *db;
	uint64_t shown; /* the position that the temporary views show; UINT64_MAX: now */
	bool begun;
};

enum err reader_open(const struct node *n, struct reader **out, struct why *why)
{
	struct reader *r = mem_zero(1, sizeof *r);
	struct buf path = { 0 };
	enum err e;

	r->node = n;
	r->shown = no_views;
	buf_printf(&path, "%s/store/cresset.db", node_dir(n));
	e = sql_open(buf_cstr(&path), SQL_READ, &r->db, why);
	buf_fini(&path);
	if (e != ERR_OK) {
		mem_free(r);
		r = NULL;
	}
	*out = r;
	return e;
}

void reader_close(struct reader *r)
{
	if (!r)
		return;
	reader_end(r);
	/* Statements that a caller still holds keep the connection until they end. */
	sqlite3_close_v2(r->db);
	mem_free(r);
}

struct sqlite3 *reader_db(struct reader *r)
{
	return r->db;
}

const struct node *reader_node(const struct reader *r)
{
	return r->node;
}

/* Views as of `leaf`; those of another position go first. */
static enum err show(struct reader *r, uint64_t leaf, struct why *why)
{
	struct buf sql = { 0 };
	size_t count;
	const struct rec_type *types = node_types(r->node, &count);
	enum err e;

	if (r->shown == leaf)
		return ERR_OK;
	for (size_t i = 0; i < count; i++) {
		schema_asof_drop_sql(&types[i], &sql);
		schema_asof_sql(&types[i], leaf, &sql);
	}
	e = sql_exec(r->db, buf_cstr(&sql), why);
	buf_fini(&sql);
	if (e == ERR_OK)
		r->shown = leaf;
	return e;
}

enum err reader_begin(struct reader *r, uint64_t leaf, struct why *why)
{
	enum err e;

	ensure(!r->begun);
	e = show(r, leaf ? leaf : UINT64_MAX, why);
	/* The snapshot is taken by the first read, so it is made now. */
	if (e == ERR_OK)
		e = sql_exec(r->db, "BEGIN; SELECT 1 FROM main.leaf LIMIT 1;", why);
	r->begun = sqlite3_get_autocommit(r->db) == 0;
	if (e != ERR_OK)
		reader_end(r);
	return e;
}

void reader_end(struct reader *r)
{
	if (r->begun)
		sqlite3_exec(r->db, "COMMIT", NULL, NULL, NULL);
	r->begun = false;
}

uint64_t reader_leaves(struct reader *r, struct instant *recorded)
{
	sqlite3_stmt *s;
	uint64_t n = 0;
	bool row = false;

	if (recorded)
		*recorded = (struct instant){ 0 };
	if (sql_prepare(r->db, "SELECT pos + 1, recorded FROM main.leaf ORDER BY pos DESC LIMIT 1",
			&s, NULL) == ERR_OK &&
	    sql_row(s, &row, NULL) == ERR_OK && row) {
		n = (uint64_t)sqlite3_column_int64(s, 0);
		if (recorded)
			recorded->us = sqlite3_column_int64(s, 1);
	}
	sqlite3_finalize(s);
	return n;
}

uint64_t reader_position(struct reader *r)
{
	uint64_t leaves = reader_leaves(r, NULL);

	return r->shown < leaves ? r->shown : leaves;
}

struct instant reader_recorded(struct reader *r, uint64_t leaves)
{
	struct instant at = { 0 };
	sqlite3_stmt *s;
	bool row = false;

	if (leaves && sql_prepare(r->db, "SELECT recorded FROM main.leaf WHERE pos = ?", &s,
				  NULL) == ERR_OK) {
		sql_i64(s, 1, (int64_t)leaves - 1);
		if (sql_row(s, &row, NULL) == ERR_OK && row)
			at.us = sqlite3_column_int64(s, 0);
		sqlite3_finalize(s);
	}
	return at;
}

/* Recorded times never go back (schema.c), so halving finds the place. */
uint64_t reader_leaves_at(struct reader *r, struct instant then)
{
	uint64_t low = 0, high = reader_leaves(r, NULL);

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (reader_recorded(r, middle + 1).us <= then.us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
