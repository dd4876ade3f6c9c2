/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/pack_sql.h"

#include "pack/areas.h"
#include "pack/calendar.h"
#include "wire/time3339.h"

#include <sqlite3.h>
#include <stdio.h>

enum { CALENDARS = 16, TEXT_MAX = 128, MONTHS_MAX = 1200 };

/* What the functions of one connection share; made with it, freed with it. */
struct shared {
	struct arena *a;
	const struct pack *pack;
	struct str frozen; /* until thawed */
	struct calendar *calendars[CALENDARS];
	size_t calendar_count;
	const struct areas *areas;
};

static void shared_close(void *p)
{
	struct shared *s = p;

	arena_close(s->a); /* it lives in its own arena */
}

/* ---- arguments and answers ---- */

static void fail(sqlite3_context *ctx, const struct why *why)
{
	struct buf text = { 0 };

	why_sentence(why, say_lang_default(), &text);
	sqlite3_result_error(ctx, text.p, (int)text.n);
	buf_fini(&text);
}

#define FAIL(ctx, id, ...) \
	do { \
		struct why why_ = { 0 }; \
		enum err err_ = why_set(&why_, ERR_ARG, id, ##__VA_ARGS__); \
		(void)err_; \
		fail((ctx), &why_); \
	} while (0)

static bool has_null(int n, sqlite3_value **v)
{
	for (int i = 0; i < n; i++)
		if (sqlite3_value_type(v[i]) == SQLITE_NULL)
			return true;
	return false;
}

static struct str text_of(sqlite3_value *v)
{
	const char *p = (const char *)sqlite3_value_text(v);

	return p ? str_n(p, (size_t)sqlite3_value_bytes(v)) : STR("");
}

static void answer_text(sqlite3_context *ctx, struct buf *text)
{
	sqlite3_result_text(ctx, text->p ? text->p : "", (int)text->n, SQLITE_TRANSIENT);
	buf_fini(text);
}

static void answer_day(sqlite3_context *ctx, int32_t day)
{
	struct buf text = { 0 };

	day_write(day, &text);
	answer_text(ctx, &text);
}

static bool date_of(struct str s, int32_t *day)
{
	int y;
	unsigned m, d;

	if (!date_read(s, &y, &m, &d))
		return false;
	*day = (int32_t)civil_days(y, m, d);
	return true;
}

/* An instant, in years that have dates. */
static bool instant_of(sqlite3_value *v, struct instant *t)
{
	if (sqlite3_value_type(v) != SQLITE_INTEGER)
		return false;
	t->us = sqlite3_value_int64(v);
	return t->us >= civil_days(1, 1, 2) * US_PER_DAY &&
	       t->us < civil_days(9999, 12, 31) * US_PER_DAY;
}

static const struct pack *pack_of(struct shared *s, struct why *why)
{
	struct pack *p = NULL;

	if (!s->pack && pack_thaw(s->a, s->frozen, &p, why) == ERR_OK)
		s->pack = p;
	return s->pack;
}

static const struct calendar *calendar_of(sqlite3_context *ctx, sqlite3_value *v)
{
	struct shared *s = sqlite3_user_data(ctx);
	struct str id = text_of(v);
	struct why why = { 0 };
	struct calendar *c;

	for (size_t i = 0; i < s->calendar_count; i++)
		if (str_eq(calendar_id(s->calendars[i]), id))
			return s->calendars[i];
	const struct pack *p = pack_of(s, &why);

	if (!p || calendar_open(s->a, p, id, &c, &why)) {
		fail(ctx, &why);
		return NULL;
	}
	if (s->calendar_count < CALENDARS)
		s->calendars[s->calendar_count++] = c;
	return c;
}

/* The calendar of argument i when there is one; *utc: there is none. */
static bool maybe_calendar(sqlite3_context *ctx, int n, sqlite3_value **v, int i,
			   const struct calendar **c)
{
	*c = NULL;
	if (i >= n)
		return true;
	*c = calendar_of(ctx, v[i]);
	return *c != NULL;
}

/* A date, or the day on which an instant falls there (no calendar: in UTC). */
static bool day_of(sqlite3_context *ctx, const struct calendar *c, sqlite3_value *v, int32_t *day)
{
	struct instant t;

	if (sqlite3_value_type(v) == SQLITE_TEXT && date_of(text_of(v), day))
		return true;
	if (!instant_of(v, &t)) {
		FAIL(ctx, SAY_SQL_DAY, A(text_of(v)));
		return false;
	}
	*day = c ? calendar_day(c, t) : (int32_t)(t.us / US_PER_DAY - (t.us % US_PER_DAY < 0));
	return true;
}

/* ---- the functions ---- */

static void sql_workdays(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct calendar *c;
	int32_t from, to;

	if (has_null(n, v))
		return;
	c = calendar_of(ctx, v[0]);
	if (c && day_of(ctx, c, v[1], &from) && day_of(ctx, c, v[2], &to))
		sqlite3_result_int64(ctx, calendar_workdays(c, from, to));
}

static void sql_due(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct calendar *c;
	struct why why = { 0 };
	struct span span;
	struct instant t;
	struct due d;
	int32_t day;
	enum err err;

	if (has_null(n, v))
		return;
	c = calendar_of(ctx, v[0]);
	if (!c)
		return;
	err = span_read(text_of(v[2]), &span, &why);
	if (!err && instant_of(v[1], &t)) {
		err = calendar_due(c, t, span, &d, &why);
		if (!err)
			sqlite3_result_int64(ctx, d.at.us);
	} else if (!err && day_of(ctx, c, v[1], &day)) {
		err = calendar_due_day(c, day, span, &d, &why);
		if (!err)
			answer_day(ctx, d.last_day);
	}
	if (err)
		fail(ctx, &why);
}

static void sql_day(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct calendar *c;
	int32_t day;

	if (!has_null(n, v) && maybe_calendar(ctx, n, v, 1, &c) && day_of(ctx, c, v[0], &day))
		answer_day(ctx, day);
}

static void sql_year(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct calendar *c;
	int32_t day;
	unsigned m, d;
	int y;

	if (has_null(n, v) || !maybe_calendar(ctx, n, v, 1, &c) || !day_of(ctx, c, v[0], &day))
		return;
	civil_from_days(day, &y, &m, &d);
	sqlite3_result_int(ctx, y);
}

static void sql_instant(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct calendar *c;
	int32_t day;

	if (has_null(n, v) || !maybe_calendar(ctx, n, v, 1, &c))
		return;
	if (!date_of(text_of(v[0]), &day))
		FAIL(ctx, SAY_SQL_DATE, A("instant"), A(text_of(v[0])));
	else
		sqlite3_result_int64(ctx, c ? calendar_begin(c, day).us : day * US_PER_DAY);
}

static void sql_month_add(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int32_t day;
	int64_t months;

	if (has_null(n, v))
		return;
	months = sqlite3_value_int64(v[1]);
	if (!date_of(text_of(v[0]), &day))
		FAIL(ctx, SAY_SQL_DATE, A("month_add"), A(text_of(v[0])));
	else if (sqlite3_value_type(v[1]) != SQLITE_INTEGER || months < -MONTHS_MAX ||
		 months > MONTHS_MAX)
		FAIL(ctx, SAY_SQL_MONTHS, A(MONTHS_MAX));
	else
		answer_day(ctx, day_add_months(day, (int32_t)months));
}

/* ---- areas ---- */

static const struct areas *areas_of(sqlite3_context *ctx)
{
	struct shared *s = sqlite3_user_data(ctx);
	struct why why = { 0 };
	const struct pack *p;

	if (s->areas)
		return s->areas;
	p = pack_of(s, &why);
	if (p)
		s->areas = areas_open(s->a, p);
	else
		fail(ctx, &why);
	return s->areas;
}

/* The code, and the year that argument i names (0: none); false with an error, or for NULL. */
static bool area_arguments(sqlite3_context *ctx, int n, sqlite3_value **v, int i, uint32_t *code,
			   int *year)
{
	struct str text;

	if (has_null(n, v))
		return false;
	text = text_of(v[0]);
	*year = i < n ? sqlite3_value_int(v[i]) : 0;
	if (!text.n)
		return false; /* "all" is no area, and no mistake */
	if (!area_code_read(text, code)) {
		FAIL(ctx, SAY_SQL_AREA, A(text));
		return false;
	}
	return true;
}

static void answer_area(sqlite3_context *ctx, uint32_t code)
{
	char text[16];

	if (code)
		sqlite3_result_text(ctx, text, snprintf(text, sizeof text, "%06u", (unsigned)code),
				    SQLITE_TRANSIENT);
}

static void sql_area_now(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct areas *as;
	uint32_t code;
	int year;

	if (area_arguments(ctx, n, v, 1, &code, &year) && (as = areas_of(ctx)))
		answer_area(ctx, area_now(as, code, year));
}

static void sql_area_up(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct areas *as;
	enum area_level level;
	uint32_t code;
	int year;

	if (!area_arguments(ctx, n, v, 2, &code, &year))
		return;
	if (!area_level_read(text_of(v[1]), &level))
		FAIL(ctx, SAY_SQL_LEVEL, A(text_of(v[1])));
	else if ((as = areas_of(ctx)))
		answer_area(ctx, area_up(as, code, year, level));
}

static void sql_area_name(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct area_row *row = NULL;
	const struct areas *as;
	uint32_t code;
	int year;

	if (area_arguments(ctx, n, v, 1, &code, &year) && (as = areas_of(ctx)))
		row = area_at(as, code, year);
	if (row)
		sqlite3_result_text(ctx, row->name.p, (int)row->name.n, SQLITE_TRANSIENT);
}

/* ---- attaching ---- */

static const struct function {
	const char *name;
	int args;
	void (*run)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {
	{ "workdays", 3, sql_workdays },
	{ "due", 3, sql_due },
	{ "day", 1, sql_day },
	{ "day", 2, sql_day },
	{ "year", 1, sql_year },
	{ "year", 2, sql_year },
	{ "instant", 1, sql_instant },
	{ "instant", 2, sql_instant },
	{ "month_add", 2, sql_month_add },
	{ "area_now", 1, sql_area_now },
	{ "area_now", 2, sql_area_now },
	{ "area_up", 2, sql_area_up },
	{ "area_up", 3, sql_area_up },
	{ "area_name", 1, sql_area_name },
	{ "area_name", 2, sql_area_name },
};

static bool is_attached(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;
	bool there = sqlite3_prepare_v2(db, "SELECT month_add('2000-01-01', 0)", -1, &s, NULL) ==
		     SQLITE_OK;

	sqlite3_finalize(s);
	return there;
}

static void attach(sqlite3 *db, const struct pack *p, struct str frozen)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	struct arena *a;
	struct shared *s;

	if (is_attached(db))
		return;
	a = arena_open();
	s = arena_new(a, struct shared);
	*s = (struct shared){ .a = a, .pack = p, .frozen = frozen };
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		sqlite3_create_function_v2(db, functions[i].name, functions[i].args, flags, s,
					   functions[i].run, NULL, NULL, i ? NULL : shared_close);
}

void pack_sql_frozen(sqlite3 *db, struct str frozen)
{
	attach(db, NULL, frozen);
}

void pack_sql(sqlite3 *db, const struct pack *p)
{
	attach(db, p, STR(""));
}
