/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deadlines against published vectors, the notices' own sums, and a naive twin that walks day by day.
 *
 * The rows of `week` are those of Amsterdam's signals (services/tests/domain/test_deadlines.py, re-typed).
 */
#include "packtest.h"

#include "base/rand.h"
#include "pack/calendar.h"
#include "pack/calendar_parts.h"
#include "wire/time3339.h"

static struct arena *arena;
static struct pack *core;

static int up(void **state_)
{
	arena = arena_open();
	return pack_load(arena, NULL, STR("core"), NULL, NULL, &core, NULL);
}

static int down(void **state_)
{
	arena_close(arena);
	return 0;
}

static struct calendar *open_calendar(const char *id)
{
	struct calendar *c = NULL;

	assert_ok(calendar_open(arena, core, str_of(id), &c, NULL));
	return c;
}

static struct span span_of(const char *text)
{
	struct span s = { 0 };

	if (span_read(str_of(text), &s, NULL))
		fail_msg("no span: %s", text);
	return s;
}

static int32_t day_of(const char *date)
{
	int32_t day = 0;

	assert_true(day_read(str_of(date), &day));
	return day;
}

/* From a time or a date; the answer as text, "error: ID" for a refusal. */
static const char *due(const struct calendar *c, const char *from, const char *span, struct due *d)
{
	struct buf out = { 0 };
	struct why why = { 0 };
	struct instant at;
	int32_t day;
	enum err err = day_read(str_of(from), &day) ?
			       calendar_due_day(c, day, span_of(span), d, &why) :
			       (assert_true(time3339_read(str_of(from), false, &at)),
				calendar_due(c, at, span_of(span), d, &why));

	if (err)
		return arena_printf(arena, "error: %s", say_name(why.id)).p;
	due_write(c, d, &out);
	const char *text = str_keep(arena, buf_str(&out)).p;

	buf_fini(&out);
	return text;
}

static void assert_due(const struct calendar *c, const char *from, const char *span,
		       const char *wanted)
{
	struct due d;
	const char *got = due(c, from, span, &d);

	if (strcmp(got, wanted) != 0)
		fail_msg("%s + %s in %.*s: got %s, wanted %s", from, span, STR_FMT(calendar_id(c)),
			 got, wanted);
}

TEST(the_published_rows_of_a_plain_week_hold)
{
	static const struct {
		unsigned day; /* of February 2021, at 12:00 */
		const char *span, *due;
	} rows[] = {
		{ 15, "1 working day", "2021-02-16T12:00:00Z" },
		{ 16, "1 working day", "2021-02-17T12:00:00Z" },
		{ 19, "1 working day", "2021-02-22T12:00:00Z" },
		{ 20, "1 working day", "2021-02-23T00:00:00Z" },
		{ 21, "1 working day", "2021-02-23T00:00:00Z" },
		{ 15, "3 working days", "2021-02-18T12:00:00Z" },
		{ 16, "3 working days", "2021-02-19T12:00:00Z" },
		{ 18, "3 working days", "2021-02-23T12:00:00Z" },
		{ 19, "3 working days", "2021-02-24T12:00:00Z" },
		{ 20, "3 working days", "2021-02-25T00:00:00Z" },
		{ 21, "3 working days", "2021-02-25T00:00:00Z" },
		{ 15, "1 day", "2021-02-16T12:00:00Z" },
		{ 16, "1 day", "2021-02-17T12:00:00Z" },
		{ 19, "1 day", "2021-02-20T12:00:00Z" },
		{ 20, "1 day", "2021-02-21T12:00:00Z" },
		{ 21, "1 day", "2021-02-22T12:00:00Z" },
		{ 15, "3 days", "2021-02-18T12:00:00Z" },
		{ 16, "3 days", "2021-02-19T12:00:00Z" },
		{ 19, "3 days", "2021-02-22T12:00:00Z" },
		{ 20, "3 days", "2021-02-23T12:00:00Z" },
		{ 21, "3 days", "2021-02-24T12:00:00Z" },
		{ 15, "2 working days", "2021-02-17T12:00:00Z" },
		{ 18, "2 working days", "2021-02-22T12:00:00Z" },
		{ 19, "2 working days", "2021-02-23T12:00:00Z" },
		{ 20, "2 working days", "2021-02-24T00:00:00Z" },
		{ 15, "10 working days", "2021-03-01T12:00:00Z" },
		{ 19, "10 working days", "2021-03-05T12:00:00Z" },
		{ 15, "11 working days", "2021-03-02T12:00:00Z" },
		{ 19, "11 working days", "2021-03-08T12:00:00Z" },
	};
	struct calendar *c = open_calendar("week");

	assert_false(calendar_has_zone(c));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_due(c, arena_printf(arena, "2021-02-%02uT12:00:00Z", rows[i].day).p,
			   rows[i].span, rows[i].due);
	assert_due(c, "2021-02-22T00:00:00Z", "1 working day", "2021-02-23T00:00:00Z");
}

/* A make-up workday for each bridged day: the working days of a year are its days less the Saturdays
 * and Sundays and the legal holidays (11; 13 from 2025 on). 2020: two days more, by extension. */
TEST(each_year_has_as_many_working_days_as_the_law_leaves)
{
	struct calendar *c = open_calendar("cn"), *week = open_calendar("week");

	for (int y = 2016; y <= 2026; y++) {
		int32_t from = (int32_t)civil_days(y - 1, 12, 31),
			to = (int32_t)civil_days(y, 12, 31);
		int64_t wanted = calendar_workdays(week, from, to) - (y >= 2025 ? 13 : 11) -
				 (y == 2020 ? 2 : 0);

		if (calendar_workdays(c, from, to) != wanted)
			fail_msg("%d: %lld working days, wanted %lld", y,
				 (long long)calendar_workdays(c, from, to), (long long)wanted);
		assert_non_null(calendar_year(c, y));
	}
	assert_null(calendar_year(c, 2015));
	assert_null(calendar_year(c, 2027));
}

TEST(chinese_holidays_are_skipped_and_make_up_days_counted)
{
	struct calendar *c = open_calendar("cn");

	/* 2024: 4 and 18 February work, 10 to 17 off */
	assert_due(c, "2024-02-02T09:30:00+08:00", "1 working day", "2024-02-04T09:30:00+08:00");
	assert_due(c, "2024-02-09T09:30:00+08:00", "1 working day", "2024-02-18T09:30:00+08:00");
	/* 2025: the eve and 2 May are legal holidays now */
	assert_due(c, "2025-01-27T17:00:00+08:00", "1 working day", "2025-02-05T17:00:00+08:00");
	assert_due(c, "2025-09-26T09:00:00+08:00", "5 working days", "2025-10-10T09:00:00+08:00");
	assert_due(c, "2025-04-30T10:00:00+08:00", "1个工作日", "2025-05-06T10:00:00+08:00");
	/* 2026: nine days in February, made up on 14 and 28 */
	assert_due(c, "2026-02-13T10:00:00+08:00", "2 working days", "2026-02-24T10:00:00+08:00");
	assert_due(c, "2026-02-13T10:00:00+08:00", "7 working days", "2026-03-02T10:00:00+08:00");
	assert_due(c, "2026-09-30T16:00:00+08:00", "3 working days", "2026-10-10T16:00:00+08:00");
	/* the notice for 2019 made 29 December 2018 a working day, and 31 December off */
	assert_due(c, "2018-12-28T10:00:00+08:00", "2 working days", "2019-01-02T10:00:00+08:00");
	/* 2020: Spring Festival until 2 February; Saturday the 1st no longer works */
	assert_due(c, "2020-01-23T10:00:00+08:00", "1 working day", "2020-02-03T10:00:00+08:00");
	/* what arrives within a holiday counts from the first working day */
	assert_due(c, "2025-10-03T10:00:00+08:00", "1 working day", "2025-10-10T00:00:00+08:00");
	assert_due(c, "2025-10-03", "1 working day", "2025-10-09");
	/* the day is the day in China, whatever zone the start is written in */
	assert_due(c, "2025-09-27T17:00:00Z", "1 working day", "2025-09-29T01:00:00+08:00");
}

TEST(the_last_day_moves_where_the_calendar_says_so)
{
	struct calendar *cn = open_calendar("cn"), *week = open_calendar("week");

	assert_due(cn, "2025-09-01T10:00:00+08:00", "1 month", "2025-10-09T10:00:00+08:00");
	assert_due(cn, "2025-09-01", "1个月", "2025-10-09");
	assert_due(cn, "2025-09-18", "十日", "2025-09-28");    /* a Sunday that works */
	assert_due(cn, "2025-09-17", "10 days", "2025-09-28"); /* from Saturday the 27th */
	assert_due(week, "2025-09-17", "10 days", "2025-09-27");
	assert_due(cn, "2025-09-30T23:00:00+08:00", "48 hours", "2025-10-02T23:00:00+08:00");
	assert_due(cn, "2025-09-30T23:59:59+08:00", "90分钟", "2025-10-01T01:29:59+08:00");
}

TEST(months_end_where_they_end)
{
	struct calendar *c = open_calendar("week");

	assert_due(c, "2024-01-31", "1 month", "2024-02-29");
	assert_due(c, "2025-01-31", "1 month", "2025-02-28");
	assert_due(c, "2024-02-29", "1 year", "2025-02-28");
	assert_due(c, "2024-02-29", "4 years", "2028-02-29");
	assert_due(c, "2025-12-31", "2 months", "2026-02-28");
	assert_due(c, "2025-05-15", "12 months", "2026-05-15");
	assert_due(c, "1999-02-28", "1 year", "2000-02-28");
	assert_int_equal(day_add_months(day_of("2024-03-31"), -1), day_of("2024-02-29"));
	assert_int_equal(day_add_months(day_of("2024-01-15"), -13), day_of("2022-12-15"));
}

TEST(working_hours_leave_out_the_break_the_night_and_days_off)
{
	struct calendar *c = open_calendar("cn");

	assert_due(c, "2025-03-03T09:00:00+08:00", "8 working hours", "2025-03-03T18:00:00+08:00");
	assert_due(c, "2025-03-03T11:30:00+08:00", "1 working hour", "2025-03-03T13:30:00+08:00");
	assert_due(c, "2025-03-03T17:30:00+08:00", "1 working hour", "2025-03-04T09:30:00+08:00");
	assert_due(c, "2025-03-03T03:00:00+08:00", "3 working hours", "2025-03-03T12:00:00+08:00");
	assert_due(c, "2025-03-03T12:30:00+08:00", "16个工作小时", "2025-03-05T12:00:00+08:00");
	assert_due(c, "2025-09-30T17:00:00+08:00", "2 working hours", "2025-10-09T10:00:00+08:00");
	assert_due(c, "2025-10-04T17:00:00+08:00", "20 working hours", "2025-10-11T14:00:00+08:00");
	assert_due(open_calendar("week"), "2025-10-04T17:00:00Z", "2 working hours",
		   "error: CALENDAR_NO_HOURS");
	assert_due(c, "2025-03-03", "2 working hours", "error: CALENDAR_NEEDS_TIME");
	assert_due(c, "2025-03-03", "48 hours", "error: CALENDAR_NEEDS_TIME");
}

/* Berlin: clocks go forward on 30 March 2025, back on 26 October. */
TEST(days_follow_the_wall_clock_and_hours_do_not)
{
	struct calendar *c = open_calendar("week");
	const struct zone *z;

	if (zone_open(arena, STR("Europe/Berlin"), &z, NULL))
		skip();
	calendar_set_zone(c, z, STR("Europe/Berlin"));
	assert_due(c, "2025-03-28T12:00:00+01:00", "1 working day", "2025-03-31T12:00:00+02:00");
	assert_due(c, "2025-03-28T12:00:00+01:00", "72 hours", "2025-03-31T13:00:00+02:00");
	assert_due(c, "2025-03-29T02:30:00+01:00", "1 day", "2025-03-30T03:30:00+02:00");
	assert_due(c, "2025-10-25T02:30:00+02:00", "1 day", "2025-10-26T02:30:00+02:00");
	assert_due(c, "2025-10-25T12:00:00+02:00", "24 hours", "2025-10-26T11:00:00+01:00");
	assert_due(c, "2025-10-25T23:30:00Z", "1 working day", "2025-10-28T00:00:00+01:00");
	assert_due(c, "2099-06-30T12:00:00+02:00", "6 months", "2099-12-30T12:00:00+01:00");
}

TEST(spans_are_read_in_both_languages_and_refused_with_a_sentence)
{
	static const struct {
		const char *text;
		enum span_unit unit;
		uint32_t n;
	} good[] = {
		{ "5 working days", SPAN_WORKING_DAYS, 5 },
		{ "5 working-days", SPAN_WORKING_DAYS, 5 },
		{ "1 workday", SPAN_WORKING_DAYS, 1 },
		{ "7 BUSINESS DAYS", SPAN_WORKING_DAYS, 7 },
		{ "24 working_hours", SPAN_WORKING_HOURS, 24 },
		{ "48 hours", SPAN_HOURS, 48 },
		{ "72h", SPAN_HOURS, 72 },
		{ " 90 minutes ", SPAN_MINUTES, 90 },
		{ "2 weeks", SPAN_WEEKS, 2 },
		{ "1 month", SPAN_MONTHS, 1 },
		{ "1 year", SPAN_YEARS, 1 },
		{ "10 calendar days", SPAN_DAYS, 10 },
		{ "5个工作日", SPAN_WORKING_DAYS, 5 },
		{ "5 个工作日", SPAN_WORKING_DAYS, 5 },
		{ "二十工作日", SPAN_WORKING_DAYS, 20 },
		{ "十五日", SPAN_DAYS, 15 },
		{ "两个月", SPAN_MONTHS, 2 },
		{ "一百二十天", SPAN_DAYS, 120 },
		{ "一百零五天", SPAN_DAYS, 105 },
		{ "48小时", SPAN_HOURS, 48 },
		{ "30个自然日", SPAN_DAYS, 30 },
		{ "3个星期", SPAN_WEEKS, 3 },
		{ "100 years", SPAN_YEARS, 100 },
	};
	static const char *const bad[] = {
		"",
		"5",
		"days",
		"five days",
		"5 moons",
		"-5 days",
		"5.5 days",
		"0 days",
		"101 years",
		"1201 months",
		"1 working",
		"十",
		"个月",
		"5 dayss",
		"99999999999999999999 days",
		"5 days 3 hours",
		"5个",
	};
	struct span s;
	struct why why;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		s = span_of(good[i].text);
		if (s.unit != good[i].unit || s.n != good[i].n)
			fail_msg("%s: unit %d, n %u", good[i].text, s.unit, s.n);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (span_read(str_of(bad[i]), &s, &why) == ERR_OK)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(span_read(STR("5 moons"), &s, &why), ERR_SYNTAX);
	assert_int_equal(span_read(STR("0 days"), &s, &why), ERR_LIMIT);
}

TEST(years_without_a_file_are_provisional_and_say_so)
{
	struct calendar *c = open_calendar("cn");
	struct due d;

	due(c, "2025-06-02T10:00:00+08:00", "20 working days", &d);
	assert_false(d.provisional);
	due(c, "2026-12-10T10:00:00+08:00", "5 working days", &d);
	assert_false(d.provisional);
	due(c, "2026-12-24T10:00:00+08:00", "5 working days",
	    &d); /* the notice for 2027 may reach here */
	assert_true(d.provisional);
	due(c, "2027-03-01T10:00:00+08:00", "5 working days", &d);
	assert_true(d.provisional);
	due(c, "2030-03-01", "1 month", &d);
	assert_true(d.provisional);
	due(c, "2030-03-01T10:00:00+08:00", "48 hours", &d);
	assert_false(d.provisional);
	due(c, "2015-03-02T10:00:00+08:00", "5 working days", &d);
	assert_true(d.provisional);
	due(open_calendar("week"), "2030-03-01T10:00:00Z", "5 working days", &d);
	assert_false(d.provisional);
}

static bool is_said(const struct due_why *w, const char *part)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_find_str(w->lines[i], str_of(part)) != SIZE_MAX)
			return true;
	return false;
}

TEST(a_deadline_names_each_holiday_and_make_up_day_on_its_way)
{
	struct calendar *c = open_calendar("cn");
	struct due_why w;
	struct due d;

	due(c, "2026-09-18T09:00:00+08:00", "15 working days", &d);
	w = due_explain(c, &d, LANG_EN, arena);
	assert_true(is_said(&w, "counted: make-up workday 2026-09-20 (Sunday)"));
	assert_true(is_said(&w, "skipped: Mid-Autumn Festival, 2026-09-25 (Friday) to 2026-09-27"));
	assert_true(is_said(&w, "skipped: National Day, 2026-10-01 (Thursday) to 2026-10-07"));
	assert_true(is_said(&w, "counted: make-up workday 2026-10-10 (Saturday)"));
	assert_true(is_said(&w, "ordinary days off: 2")); /* 19 September, 11 October */
	assert_true(is_said(&w, "No. 7"));
	assert_true(is_said(&w, "due: 2026-10-15T09:00:00+08:00"));
	w = due_explain(c, &d, LANG_ZH, arena);
	assert_true(is_said(&w, "计入：调休上班日 2026-09-20 (星期日)"));
	assert_true(is_said(&w, "国办发明电〔2025〕7号"));

	due(c, "2029-01-31", "1 month", &d);
	w = due_explain(c, &d, LANG_EN, arena);
	assert_true(is_said(&w, "no day of this number: its last day is 2029-02-28"));
	assert_true(is_said(&w, "no file for 2029"));
	due(c, "2026-12-20T09:00:00+08:00", "400 working days", &d);
	w = due_explain(c, &d, LANG_EN, arena);
	assert_true(is_said(&w, "no file for 2027 to 2028"));
}

/* ---- slips of the pen ---- */

#define W "{en: a, zh: 甲}"
#define BASE \
	"title: " W \
	"\ndays: [mon, tue, wed, thu, fri]\nyearly: true\nlast_day: as-it-falls\nends: " \
	"same-time\nsource: " W "\n"
#define YEAR(holidays, workdays) \
	"calendar: c\nyear: 2025\nholidays:\n" holidays "workdays: [" workdays "]\nsource: " W "\n"
#define HOLIDAY(range) "  - {name: " W ", " range "}\n"

TEST(a_slip_of_the_pen_is_refused_at_its_place)
{
	static const struct {
		const char *file, *text;
		enum say_id id;
		unsigned line;
	} plants[] = {
		{ "c-2025", YEAR(HOLIDAY("from: 2025-05-05, to: 2025-05-01"), ""),
		  SAY_CALENDAR_RANGE, 4 },
		{ "c-2025", YEAR(HOLIDAY("from: 2025-05-01, to: 2025-06-01"), ""),
		  SAY_CALENDAR_RANGE, 4 },
		{ "c-2025", YEAR(HOLIDAY("from: 2026-01-01"), ""), SAY_CALENDAR_YEAR, 4 },
		{ "c-2025", YEAR(HOLIDAY("from: 2024-11-30"), ""), SAY_CALENDAR_YEAR, 4 },
		{ "c-2025", YEAR(HOLIDAY("from: 2025-02-29"), ""), SAY_PACK_SHAPE, 4 },
		{ "c-2025",
		  YEAR(HOLIDAY("from: 2025-05-01, to: 2025-05-03") HOLIDAY("from: 2025-05-02"), ""),
		  SAY_CALENDAR_TWICE, 5 },
		{ "c-2025", YEAR(HOLIDAY("from: 2025-05-01"), "2025-05-06"), SAY_CALENDAR_ORDINARY,
		  5 },
		{ "c-2025", YEAR(HOLIDAY("from: 2025-05-01, to: 2025-05-04"), "2025-05-04"),
		  SAY_CALENDAR_BOTH, 5 },
		{ "c-2025", YEAR(HOLIDAY("from: 2025-05-01"), "2023-05-06"), SAY_CALENDAR_YEAR, 5 },
		{ "c-2025", YEAR(HOLIDAY("from: 2025-05-01"), "May"), SAY_PACK_SHAPE, 5 },
		{ "c-2024", YEAR(HOLIDAY("from: 2025-05-01"), ""), SAY_PACK_NAME_IS_ID, 2 },
		{ "d-2025", "calendar: d\nyear: 2025\nholidays: []\nsource: " W "\n",
		  SAY_CALENDAR_OF, 1 },
		{ "d",
		  "title: " W "\ndays: []\nlast_day: as-it-falls\nends: same-time\nsource: " W "\n",
		  SAY_CALENDAR_NO_DAYS, 1 },
		{ "d",
		  "title: " W "\ndays: [Monday]\nlast_day: as-it-falls\nends: same-time\nsource: " W
		  "\n",
		  SAY_PACK_CHOICE, 2 },
		{ "d",
		  "title: " W "\ndays: [mon]\nhours: [\"09:00-12:00\", \"11:00-13:00\"]\nlast_day: "
		  "as-it-falls\nends: same-time\nsource: " W "\n",
		  SAY_CALENDAR_HOURS, 3 },
		{ "d",
		  "title: " W
		  "\ndays: [mon]\noffset: \"8\"\nlast_day: as-it-falls\nends: same-time\nsource: " W
		  "\n",
		  SAY_PACK_SHAPE, 3 },
		{ "d", "title: " W "\ndays: [mon]\nlast_day: as-it-falls\nends: same-time\n",
		  SAY_PACK_KEY_MISSING, 1 },
	};

	for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
		struct packtest t = packtest_open();
		char place[80];
		struct pack *p;

		packtest_file(&t, "p/pack.yaml", "title: " W "\nissuer: " W "\n");
		packtest_file(&t, "p/calendars/c.yaml", BASE);
		packtest_file(&t, arena_printf(t.a, "p/calendars/%s.yaml", plants[i].file).p,
			      plants[i].text);
		assert_int_equal(packtest_load(&t, "p", &p), ERR_SYNTAX);
		snprintf(place, sizeof place, "p/calendars/%s.yaml:%u:", plants[i].file,
			 plants[i].line);
		/* the sentence is the one meant: its longest fixed part */
		struct str rest = say_text(LANG_EN, plants[i].id), part, fixed = STR("");

		while (str_split(&rest, '{', &part)) {
			size_t end = str_find(part, '}');

			part = end == SIZE_MAX ? part : str_cut(part, end + 1, part.n);
			fixed = part.n > fixed.n ? part : fixed;
		}
		if (!str_starts(buf_str(&t.said), str_of(place)) || t.complaints != 1 ||
		    str_find_str(buf_str(&t.said), fixed) == SIZE_MAX)
			fail_msg("plant %zu: %.*s", i, STR_FMT(buf_str(&t.said)));
		packtest_close(&t);
	}
}

/* ---- twins ---- */

/* The n-th working day behind `from`, by walking. */
static int32_t walk(const struct calendar *c, int32_t from, uint32_t n)
{
	while (n) {
		from++;
		n -= calendar_is_workday(c, from);
	}
	return from;
}

static int64_t count(const struct calendar *c, int32_t from, int32_t to)
{
	int64_t n = 0;

	for (int32_t d = from + 1; d <= to; d++)
		n += calendar_is_workday(c, d);
	for (int32_t d = to + 1; d <= from; d++)
		n -= calendar_is_workday(c, d);
	return n;
}

TEST(counting_is_what_walking_finds_and_adds_up)
{
	struct prng r = prng_of(20170601);
	const struct calendar *calendars[] = { open_calendar("cn"), open_calendar("week") };

	for (int i = 0; i < 10000; i++) {
		const struct calendar *c = calendars[i % 2];
		int32_t from = (int32_t)(civil_days(2015, 1, 1) + prng_below(&r, 5000));
		int32_t mid = from + (int32_t)prng_below(&r, 900) - 300;
		int32_t to = from + (int32_t)prng_below(&r, 900) - 300;
		struct span span = { SPAN_WORKING_DAYS, 1 + (uint32_t)prng_below(&r, 300) };
		struct due d, next;

		assert_int_equal(calendar_workdays(c, from, to), count(c, from, to));
		assert_int_equal(calendar_workdays(c, from, mid) + calendar_workdays(c, mid, to),
				 calendar_workdays(c, from, to));
		assert_ok(calendar_due_day(c, from, span, &d, NULL));
		assert_int_equal(d.last_day, walk(c, from, span.n));
		assert_int_equal(calendar_workdays(c, from, d.last_day), span.n);
		assert_ok(calendar_due_day(c, from + 1, span, &next, NULL));
		assert_true(next.last_day >= d.last_day);
	}
}

/* Minute by minute: slow, and plainly right. */
static struct instant walk_hours(const struct calendar *c, struct instant t, uint32_t hours)
{
	for (uint32_t minutes = hours * 60; minutes; t.us += US_PER_MINUTE) {
		int64_t of_day = (t.us - calendar_begin(c, calendar_day(c, t)).us) / US_PER_SECOND;

		if (!calendar_is_workday(c, calendar_day(c, t)))
			continue;
		for (size_t i = 0; i < c->hours_count; i++)
			if (of_day >= c->hours[i].from && of_day < c->hours[i].to)
				minutes--;
	}
	return t;
}

TEST(deadlines_never_run_backwards_and_hours_are_what_walking_finds)
{
	struct prng r = prng_of(7);
	const struct calendar *c = open_calendar("cn");

	for (int i = 0; i < 4000; i++) {
		struct span span = { (enum span_unit)prng_below(&r, SPAN_UNITS),
				     1 + (uint32_t)prng_below(&r, 60) };
		struct instant t = { (civil_days(2016, 1, 1) * 86400 +
				      (int64_t)prng_below(&r, 11U * 365 * 1440) * 60) *
				     US_PER_SECOND };
		struct instant later = { t.us + (int64_t)prng_below(&r, 5000) * US_PER_MINUTE };
		struct due d, e;

		assert_ok(calendar_due(c, t, span, &d, NULL));
		assert_ok(calendar_due(c, later, span, &e, NULL));
		/* where a day is clamped or moved, the time of day goes along: the days stay in order */
		bool moves = span.unit >= SPAN_DAYS && span.unit <= SPAN_YEARS;

		assert_true(e.last_day >= d.last_day);
		if (!moves && e.at.us < d.at.us)
			fail_msg("unit %d, n %u, from %lld: later is earlier", span.unit, span.n,
				 (long long)t.us);
		assert_true(d.at.us > t.us);
		if (span.unit == SPAN_WORKING_HOURS && i % 8 == 0)
			assert_int_equal(d.at.us, walk_hours(c, t, span.n).us);
	}
}

TEST(far_away_days_are_refused_or_reckoned_at_once)
{
	struct calendar *c = open_calendar("cn");
	struct due d;

	assert_due(c, "1899-12-31", "1 day", "error: CALENDAR_FAR");
	assert_due(c, "2300-01-01", "1 day", "error: CALENDAR_FAR");
	assert_due(c, "9999-12-31T23:59:59Z", "1 day", "error: CALENDAR_FAR");
	assert_due(c, "2299-12-30", "100 years", "2399-12-30"); /* a Thursday */
	assert_int_equal(calendar_due(c, (struct instant){ INT64_MAX }, span_of("1 day"), &d, NULL),
			 ERR_LIMIT);
	assert_int_equal(calendar_due(c, (struct instant){ INT64_MIN }, span_of("1 day"), &d, NULL),
			 ERR_LIMIT);
	for (int i = 0; i < 100000; i++) /* walking would take minutes */
		assert_ok(calendar_due_day(c, i % 1000, span_of("36525 working days"), &d, NULL));
	struct due_why w = due_explain(c, &d, LANG_EN, arena);

	assert_true(w.n < 400);
}

TESTS("pack/calendar", CASE_UP(the_published_rows_of_a_plain_week_hold, up, down),
      CASE_UP(each_year_has_as_many_working_days_as_the_law_leaves, up, down),
      CASE_UP(chinese_holidays_are_skipped_and_make_up_days_counted, up, down),
      CASE_UP(the_last_day_moves_where_the_calendar_says_so, up, down),
      CASE_UP(months_end_where_they_end, up, down),
      CASE_UP(working_hours_leave_out_the_break_the_night_and_days_off, up, down),
      CASE_UP(days_follow_the_wall_clock_and_hours_do_not, up, down),
      CASE_UP(spans_are_read_in_both_languages_and_refused_with_a_sentence, up, down),
      CASE_UP(years_without_a_file_are_provisional_and_say_so, up, down),
      CASE_UP(a_deadline_names_each_holiday_and_make_up_day_on_its_way, up, down),
      CASE(a_slip_of_the_pen_is_refused_at_its_place),
      CASE_UP(counting_is_what_walking_finds_and_adds_up, up, down),
      CASE_UP(deadlines_never_run_backwards_and_hours_are_what_walking_finds, up, down),
      CASE_UP(far_away_days_are_refused_or_reckoned_at_once, up, down))
