/* SPDX-License-Identifier: Apache-2.0 */
/* gaugetest.h - a store of a pack's types in memory, filled by plain SQL. */
#pragma once

#include "test.h"

#include "gauge/run.h"
#include "pack/pack_sql.h"
#include "store/schema.h"

#include <sqlite3.h>

struct gaugetest {
	struct arena *a;
	struct pack *p;
	struct run run;
};

__attribute__((unused)) static void gaugetest_sql(struct gaugetest *t, const char *sql)
{
	char *text = NULL;

	if (sqlite3_exec(t->run.db, sql, NULL, NULL, &text) != SQLITE_OK)
		fail_msg("%s: %s", text, sql);
}

__attribute__((unused)) static struct gaugetest gaugetest_open(void)
{
	struct gaugetest t = { .a = arena_open(), .run = { .steps = RUN_STEPS } };
	struct buf sql = { 0 };

	assert_ok(pack_load(t.a, NULL, STR("cn-mobile-2017"), NULL, NULL, &t.p, NULL));
	t.run.types = pack_types(t.p, &t.run.type_count);
	for (size_t i = 0; i < t.run.type_count; i++) {
		schema_type_sql(&t.run.types[i], &sql);
		schema_asof_sql(&t.run.types[i], UINT64_MAX, &sql);
	}
	assert_int_equal(sqlite3_open(":memory:", &t.run.db), SQLITE_OK);
	pack_sql(t.run.db, t.p);
	gaugetest_sql(&t, buf_cstr(&sql));
	buf_fini(&sql);
	return t;
}

__attribute__((unused)) static void gaugetest_close(struct gaugetest *t)
{
	sqlite3_close(t->run.db);
	arena_close(t->a);
}
