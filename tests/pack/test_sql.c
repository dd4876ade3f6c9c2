/* SPDX-License-Identifier: Apache-2.0 */
/* What a pack adds to SQL, on a connection of its own. */
#include "packtest.h"

#include "pack/pack_sql.h"

#include <sqlite3.h>

static struct arena *arena;
static struct pack *core;
static sqlite3 *db;

static int up(void **state_)
{
	arena = arena_open();
	if (pack_load(arena, NULL, STR("core"), NULL, NULL, &core, NULL) ||
	    sqlite3_open(":memory:", &db) != SQLITE_OK)
		return -1;
	pack_sql(db, core);
	return 0;
}

static int down(void **state_)
{
	sqlite3_close(db);
	arena_close(arena);
	return 0;
}

/* The answer as text, "NULL", or "error: " and the sentence. */
static const char *ask_on(sqlite3 *on, const char *expression)
{
	const char *sql = arena_printf(arena, "SELECT %s", expression).p, *out = "NULL";
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(on, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
		out = arena_printf(arena, "error: %s", sqlite3_errmsg(on)).p;
	else if (sqlite3_column_type(s, 0) != SQLITE_NULL)
		out = str_keep(arena, str_of((const char *)sqlite3_column_text(s, 0))).p;
	sqlite3_finalize(s);
	return out;
}

#define assert_sql(expression, wanted) assert_string_equal(ask_on(db, expression), wanted)

static void assert_refused(const char *expression, const char *part)
{
	const char *got = ask_on(db, expression);

	if (strncmp(got, "error: ", 7) != 0 || !strstr(got, part))
		fail_msg("%s: %s", expression, got);
}

TEST(working_days_are_counted_behind_the_first_day_up_to_the_last)
{
	assert_sql("workdays('cn', '2025-09-30', '2025-10-11')", "3");
	assert_sql("workdays('cn', '2025-10-11', '2025-09-30')", "-3");
	assert_sql("workdays('week', '2025-09-30', '2025-10-11')", "8");
	assert_sql("workdays('week', '2025-09-30', '2025-09-30')", "0");
	/* 16:30 UTC on the 30th is the 1st in China */
	assert_sql("workdays('cn', 1759249800000000, '2025-10-09')", "1");
	assert_sql("workdays('week', 1759249800000000, '2025-10-09')", "7");
}

TEST(a_date_gives_a_date_and_an_instant_an_instant)
{
	assert_sql("due('cn', '2025-09-30', '1 working day')", "2025-10-09");
	assert_sql("due('cn', '2025-09-30', 5 || ' working days')", "2025-10-14");
	assert_sql("due('week', 0, '48 hours')", "172800000000");
	assert_sql("due('cn', instant('2025-09-30', 'cn'), '1 working day') - "
		   "instant('2025-10-09', 'cn')",
		   "0");
	assert_sql("typeof(due('cn', '2025-09-30', '1个月'))", "text");
}

TEST(dates_and_instants_change_into_each_other)
{
	assert_sql("day(0)", "1970-01-01");
	assert_sql("day(-1)", "1969-12-31");
	assert_sql("day(1759249800000000)", "2025-09-30");
	assert_sql("day(1759249800000000, 'cn')", "2025-10-01");
	assert_sql("day('2025-09-30')", "2025-09-30");
	assert_sql("year(1767202200000000)", "2025");
	assert_sql("year(1767202200000000, 'cn')", "2026");
	assert_sql("year('2016-02-29')", "2016");
	assert_sql("instant('1970-01-02')", "86400000000");
	assert_sql("instant('1970-01-02', 'cn')", "57600000000");
	assert_sql("month_add('2024-01-31', 1)", "2024-02-29");
	assert_sql("month_add('2024-01-31', -2)", "2023-11-30");
}

TEST(areas_come_to_the_tree_of_today)
{
	assert_sql("area_now('130823')", "130881");
	assert_sql("area_now(130823, 2016)", "130881");
	assert_sql("area_now('130521', 2016)", "NULL");
	assert_sql("area_up('130521', 'city', 2016)", "130500");
	assert_sql("area_up('130102001003', 'province')", "130000");
	assert_sql("area_up('130102', 'city')", "130100");
	assert_sql("area_name('130502')", "襄都区");
	assert_sql("area_name('130502', 2016)", "桥东区");
	assert_sql("area_name('990100')", "NULL");
	assert_sql("area_now('')", "NULL"); /* a row for all areas */
	assert_sql("area_up(NULL, 'city')", "NULL");
	assert_refused("area_now('Hebei')", "Hebei");
	assert_refused("area_up('130102', 'country')", "country");
}

TEST(null_gives_null_and_nonsense_a_sentence)
{
	assert_sql("due('cn', NULL, '1 day')", "NULL");
	assert_sql("workdays(NULL, '2025-01-01', '2025-01-02')", "NULL");
	assert_sql("day(NULL)", "NULL");
	assert_sql("month_add('2024-01-31', NULL)", "NULL");
	assert_refused("due('mars', '2025-01-01', '1 day')", "cn, week");
	assert_refused("due('cn', '2025-02-30', '1 day')", "2025-02-30");
	assert_refused("due('cn', '2025-02-03', 'soon')", "soon");
	assert_refused("due('cn', 9223372036854775807, '1 day')", "9223372036854775807");
	assert_refused("day('yesterday')", "yesterday");
	assert_refused("instant(77)", "77");
	assert_refused("month_add('2024-01-31', 1.5)", "1200");
	assert_refused("month_add('2024-01-31', 9223372036854775807)", "1200");
	assert_refused("workdays('cn', x'00', 1)", "neither a date");
}

TEST(a_frozen_pack_serves_as_well_and_attaching_twice_changes_nothing)
{
	struct buf frozen = { 0 };
	sqlite3 *other;

	pack_freeze(core, &frozen);
	assert_int_equal(sqlite3_open(":memory:", &other), SQLITE_OK);
	pack_sql_frozen(other, buf_str(&frozen));
	pack_sql_frozen(other, STR("not a pack"));
	assert_string_equal(ask_on(other, "due('cn', '2025-09-30', '1 working day')"),
			    "2025-10-09");
	assert_string_equal(ask_on(other, "day(0)"), "1970-01-01");
	sqlite3_close(other);
	assert_int_equal(sqlite3_open(":memory:", &other), SQLITE_OK);
	pack_sql_frozen(other, STR("not a pack"));
	assert_string_equal(ask_on(other, "day(0)"), "1970-01-01"); /* asks for no pack */
	assert_memory_equal(ask_on(other, "workdays('cn', 0, 0)"), "error: ", 7);
	sqlite3_close(other);
	buf_fini(&frozen);
}

TESTS("pack/sql", CASE_UP(working_days_are_counted_behind_the_first_day_up_to_the_last, up, down),
      CASE_UP(a_date_gives_a_date_and_an_instant_an_instant, up, down),
      CASE_UP(dates_and_instants_change_into_each_other, up, down),
      CASE_UP(areas_come_to_the_tree_of_today, up, down),
      CASE_UP(null_gives_null_and_nonsense_a_sentence, up, down),
      CASE_UP(a_frozen_pack_serves_as_well_and_attaching_twice_changes_nothing, up, down))
