/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as people fill them: what can be meant in one way is taken, what can be meant in two is not. */
#include "test.h"

#include "wire/cell.h"

#include <math.h>

static const struct str mbps[] = { { "Mbit/s", 6 }, { "兆比特每秒", 15 } };
static const struct str percent[] = { { "%", 1 } };

static void number(const char *text, const struct str *units, size_t n, double want)
{
	double v = NAN;
	struct why why;

	if (cell_number(str_of(text), units, n, &v, &why) != ERR_OK)
		fail_msg("\"%s\" refused: %s", text, say_name(why.id));
	if (fabs(v - want) > 1e-9 * fabs(want))
		fail_msg("\"%s\" read as %.17g, wanted %.17g", text, v, want);
}

static void refused(const char *text, const struct str *units, size_t n, enum say_id why_not)
{
	double v;
	struct why why = { 0 };

	if (cell_number(str_of(text), units, n, &v, &why) == ERR_OK)
		fail_msg("\"%s\" was taken as %.17g", text, v);
	if (why.id != why_not)
		fail_msg("\"%s\" refused as %s, wanted %s", text, say_name(why.id),
			 say_name(why_not));
}

TEST(numbers_that_mean_one_thing)
{
	number("1234.5", NULL, 0, 1234.5);
	number(" 1,234,567 ", NULL, 0, 1234567);
	number("1 234.5", NULL, 0, 1234.5);
	number("１２３．５", NULL, 0, 123.5);
	number("1，234", NULL, 0, 1234);
	number("-0.5", NULL, 0, -0.5);
	number("−3", NULL, 0, -3);
	number("1.2E+05", NULL, 0, 120000);
	number("3.2万", NULL, 0, 32000);
	number("1.5 亿", NULL, 0, 150000000);
	number("93%", percent, 1, 93);
	number("93％", percent, 1, 93);
	number("12.5 Mbit/s", mbps, 2, 12.5);
	number("12.5兆比特每秒", mbps, 2, 12.5);
	number("12.5 mbit/s", mbps, 2, 12.5);
}

TEST(numbers_that_could_mean_two_things)
{
	refused("12,5", NULL, 0, SAY_CELL_GROUPS);
	refused("1,23", NULL, 0, SAY_CELL_GROUPS);
	refused("1234,567", NULL, 0, SAY_CELL_GROUPS);
	refused("1,2345", NULL, 0, SAY_CELL_GROUPS);
	refused("1.234.567", NULL, 0, SAY_CELL_NO_UNIT);
	refused("三百二十", NULL, 0, SAY_CELL_NUMBER);
	refused("(12)", NULL, 0, SAY_CELL_NUMBER);
	refused("约12", NULL, 0, SAY_CELL_NUMBER);
	refused("12.5 kbit/s", mbps, 2, SAY_CELL_UNIT);
	refused("12 %", mbps, 2, SAY_CELL_UNIT);
	refused("12 %", NULL, 0, SAY_CELL_NO_UNIT);
	refused("1e999", NULL, 0, SAY_CELL_NUMBER);
	refused("12-15", NULL, 0, SAY_CELL_NO_UNIT);
}

TEST(nothing_is_not_zero)
{
	static const char *const nothing[] = { "", " ", "\t", "-", "—", "／", "无", "N/A", "　" };

	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		if (!cell_is_empty(str_of(nothing[i])))
			fail_msg("\"%s\" is something", nothing[i]);
	assert_false(cell_is_empty(STR("0")));
	assert_false(cell_is_empty(STR("无锡")));
}

static void day(const char *text, const char *want)
{
	struct buf b = { 0 };
	struct why why;
	enum err e = cell_date(str_of(text), &b, &why);

	if (!want && e == ERR_OK)
		fail_msg("\"%s\" was taken as %s", text, buf_cstr(&b));
	if (want && (e != ERR_OK || strcmp(buf_cstr(&b), want) != 0))
		fail_msg("\"%s\": got \"%s\", wanted %s", text, buf_cstr(&b), want);
	buf_fini(&b);
}

TEST(days_in_one_order_only)
{
	day("2025-03-01", "2025-03-01");
	day("2025/3/1", "2025-03-01");
	day("2025.3.1", "2025-03-01");
	day("20250301", "2025-03-01");
	day("2025年3月1日", "2025-03-01");
	day(" 2024年2月29日 ", "2024-02-29");
	day("２０２５－３－１", "2025-03-01");
	day("2025-02-29", NULL);
	day("3/1/25", NULL);
	day("01/03/2025", NULL);
	day("45717", NULL);
	day("2025-3/1", NULL);
	day("1025-03-01", NULL);
	day("2025-03-01x", NULL);
}

static void period(const char *text, const char *want_first, const char *want_last)
{
	struct buf a = { 0 }, b = { 0 };
	struct why why;
	enum err e = cell_period(str_of(text), &a, &b, &why);

	if (!want_first && e == ERR_OK)
		fail_msg("\"%s\" was taken as %s to %s", text, buf_cstr(&a), buf_cstr(&b));
	if (want_first && (e != ERR_OK || strcmp(buf_cstr(&a), want_first) != 0 ||
			   strcmp(buf_cstr(&b), want_last) != 0))
		fail_msg("\"%s\": got \"%s\" to \"%s\"", text, buf_cstr(&a), buf_cstr(&b));
	buf_fini(&a);
	buf_fini(&b);
}

TEST(periods)
{
	period("2025", "2025-01-01", "2025-12-31");
	period("2025年度", "2025-01-01", "2025-12-31");
	period("2025H1", "2025-01-01", "2025-06-30");
	period("2025年下半年", "2025-07-01", "2025-12-31");
	period("2025Q1", "2025-01-01", "2025-03-31");
	period("2025-q4", "2025-10-01", "2025-12-31");
	period("2025年第二季度", "2025-04-01", "2025-06-30");
	period("2025年3季度", "2025-07-01", "2025-09-30");
	period("2024-02", "2024-02-01", "2024-02-29");
	period("2025年12月", "2025-12-01", "2025-12-31");
	period("2025Q5", NULL, NULL);
	period("2025-13", NULL, NULL);
	period("25Q1", NULL, NULL);
	period("去年", NULL, NULL);
}

TEST(yes_and_no)
{
	bool v;
	struct why why;

	assert_int_equal(cell_bool(STR("是"), &v, &why), ERR_OK);
	assert_true(v);
	assert_int_equal(cell_bool(STR(" NO "), &v, &why), ERR_OK);
	assert_false(v);
	assert_int_equal(cell_bool(STR("基本是"), &v, &why), ERR_SYNTAX);
}

TESTS("wire/cell", CASE(numbers_that_mean_one_thing), CASE(numbers_that_could_mean_two_things),
      CASE(nothing_is_not_zero), CASE(days_in_one_order_only), CASE(periods), CASE(yes_and_no))
