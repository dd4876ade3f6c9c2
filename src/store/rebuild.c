/* SPDX-License-Identifier: Apache-2.0 */
/* rebuild.c - the projection made again from the versions. */
#include "store/doctor.h"

#include "store/lock.h"
#include "store/node.h"
#include "store/replay.h"
#include "store/schema.h"
#include "store/sums.h"

#include <unistd.h>

/* The tables of record types, empty; identities of these types forgotten. */
static enum err empty_tables(sqlite3 *db, const struct rec_type *types, size_t count,
			     struct why *why)
{
	struct buf sql = { 0 };
	enum err e;

	buf_puts(&sql, "BEGIN IMMEDIATE;\n");
	for (size_t i = 0; i < count; i++) {
		if (types[i].storage != STORAGE_RECORD)
			continue;
		schema_drop_sql(&types[i], &sql);
		schema_type_sql(&types[i], &sql);
		buf_printf(&sql, "DELETE FROM record WHERE type = '%.*s';\n",
			   STR_FMT(types[i].name));
	}
	e = sql_exec(db, buf_cstr(&sql), why);
	buf_fini(&sql);
	return e;
}

/* What is summed beside the sightings, too: dropped and filled from them. */
static enum err sums_again(sqlite3 *db, const struct rec_type *types, size_t count, struct why *why)
{
	struct buf sql = { 0 }, tables = { 0 };
	enum err e = ERR_OK;

	if (sums_sql(types, count, &tables)) {
		for (size_t i = 0; sums_tables[i]; i++)
			buf_printf(&sql, "DROP TABLE IF EXISTS main.%s;\n", sums_tables[i]);
		buf_put(&sql, buf_str(&tables));
		sums_fill_sql("main", &sql);
		e = sql_exec(db, buf_cstr(&sql), why);
	}
	buf_fini(&sql);
	buf_fini(&tables);
	return e;
}

static enum err rebuild(sqlite3 *db, const struct node *n, uint64_t *versions, struct why *why)
{
	size_t count;
	const struct rec_type *types = node_types(n, &count);
	uint64_t unknown;
	enum err e = empty_tables(db, types, count, why);

	if (e == ERR_OK)
		e = replay_versions(db, "main", types, count, versions, &unknown, why);
	if (e == ERR_OK)
		e = sums_again(db, types, count, why);
	if (e == ERR_OK)
		e = sql_exec(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE);", why);
	if (e != ERR_OK)
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return e;
}

enum err store_rebuild(const struct node *n, uint64_t *versions, struct why *why)
{
	struct buf path = { 0 };
	sqlite3 *db = NULL;
	int lock;
	enum err e = lock_take(node_dir(n), &lock, why);

	*versions = 0;
	if (e != ERR_OK)
		return e;
	buf_printf(&path, "%s/store/cresset.db", node_dir(n));
	e = sql_open(buf_cstr(&path), SQL_WRITE, &db, why);
	if (e == ERR_OK)
		e = rebuild(db, n, versions, why);
	sqlite3_close(db);
	buf_fini(&path);
	close(lock);
	return e;
}
