/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_rectype.c - descriptors from a frozen pack: refused, or tables that SQLite can make and that
 * come back from their JSON form as they were. */
#include "base/ensure.h"
#include "store/schema.h"
#include "store/sql.h"
#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void tables(const struct rec_type *t, size_t count)
{
	struct buf sql = { 0 };
	sqlite3 *db;

	schema_engine_sql(&sql);
	for (size_t i = 0; i < count; i++)
		schema_type_sql(&t[i], &sql);
	for (size_t i = 0; i < count; i++)
		schema_asof_sql(&t[i], 7, &sql);
	for (size_t i = 0; i < count; i++) {
		schema_asof_drop_sql(&t[i], &sql);
		schema_drop_sql(&t[i], &sql);
	}
	ensure(sqlite3_open(":memory:", &db) == SQLITE_OK);
	ensure(sqlite3_exec(db, buf_cstr(&sql), NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
	buf_fini(&sql);
}

static void write_all(const struct rec_type *t, size_t count, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_array(&w);
	for (size_t i = 0; i < count; i++)
		rectype_write(&t[i], &w);
	json_w_array_end(&w);
}

static void there_and_back(struct arena *a, const struct rec_type *t, size_t count)
{
	struct buf one = { 0 }, two = { 0 };
	struct rec_type *again;
	struct json *v;
	size_t n;

	write_all(t, count, &one);
	ensure(json_parse(a, buf_str(&one), (struct json_limits){ 0 }, &v, NULL) == ERR_OK);
	ensure(rectype_read_all(a, v, &again, &n, NULL) == ERR_OK && n == count);
	write_all(again, n, &two);
	ensure(str_eq(buf_str(&one), buf_str(&two)));
	buf_fini(&one);
	buf_fini(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct rec_type *t;
	struct json *v;
	size_t count;

	if (json_parse(a, str_n((const char *)data, n), (struct json_limits){ 0 }, &v, NULL) ==
		    ERR_OK &&
	    rectype_read_all(a, v, &t, &count, NULL) == ERR_OK) {
		tables(t, count);
		there_and_back(a, t, count);
	}
	arena_close(a);
	return 0;
}
