/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/functions.h"

#include "base/clock.h"

#include <sqlite3.h>

void function_fault(sqlite3_context *ctx, enum say_id id, const char *name, long long number)
{
	struct buf text = { 0 };

	say(&text, say_lang_default(), id, A(name), A(number));
	sqlite3_result_error(ctx, buf_cstr(&text), -1);
	buf_fini(&text);
}

/* ---- days(n), hours(n): microseconds ---- */

static void span(sqlite3_context *ctx, sqlite3_value *v, int64_t unit)
{
	int64_t us;

	if (sqlite3_value_type(v) != SQLITE_INTEGER ||
	    __builtin_mul_overflow(sqlite3_value_int64(v), unit, &us))
		function_fault(ctx, SAY_FUNCTION_SPAN, "", 0);
	else
		sqlite3_result_int64(ctx, us);
}

static void sql_days(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	span(ctx, v[0], US_PER_DAY);
}

static void sql_hours(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	span(ctx, v[0], US_PER_HOUR);
}

void gauge_functions(sqlite3 *db)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

	sqlite3_create_function(db, "days", 1, flags, NULL, sql_days, NULL, NULL);
	sqlite3_create_function(db, "hours", 1, flags, NULL, sql_hours, NULL, NULL);
	functions_stats(db);
	functions_prices(db);
}
