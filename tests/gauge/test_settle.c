/* SPDX-License-Identifier: Apache-2.0 */
/* Settlement: exact money, rates that change with time, and two statements held together. */
#include "calctest.h"

#include "gauge/settle.h"

struct statement {
	struct arena *a;
	struct table t;
	struct settle s;
};

static struct statement read_one(const char *text)
{
	struct statement x = { .a = arena_open() };

	assert_ok(settle_read(x.a, str_of(text), "s.csv", &x.t, &x.s, NULL));
	return x;
}

static void close_one(struct statement *x)
{
	settle_close(&x->s);
	table_close(&x->t);
	arena_close(x->a);
}

static int64_t money(int64_t a, unsigned as, int64_t b, unsigned bs, unsigned digits)
{
	int64_t v;

	assert_true(
		decimal_money((struct decimal){ a, as }, (struct decimal){ b, bs }, digits, &v));
	return v;
}

TEST(money_is_exact_and_rounded_once)
{
	int64_t v;

	assert_int_equal(money(12345675, 1, 6, 2, 2), 7407405); /* 1234567.5 * 0.06 */
	assert_int_equal(money(1, 0, 5, 3, 2), 1);              /* 0.005: up */
	assert_int_equal(money(1, 0, 4999999, 9, 2), 0);        /* 0.004999999 */
	assert_int_equal(money(3, 0, 5, 1, 0), 2);              /* 1.5 yen */
	assert_int_equal(money(7, 0, 3, 0, 3), 21000);          /* whole dinars */
	assert_false(decimal_money((struct decimal){ 999999999999999, 0 },
				   (struct decimal){ 999999999999999, 0 }, 2, &v));
	assert_int_equal(money_digits(STR("CNY")), 2);
	assert_int_equal(money_digits(STR("JPY")), 0);
	assert_int_equal(money_digits(STR("KWD")), 3);
}

TEST(a_plain_table_is_enough_in_either_language)
{
	struct statement x = read_one("账期,付费方,收费方,业务,分钟,费率,备注\n"
				      "2025年1月,甲,乙,话音,\"1,234,567.5\",0.06,已核\n"
				      "2025-01,乙,甲,话音,987654,0.06,\n"
				      ",,,,,,\n");
	struct sheet *s = sheet_open(x.a);

	wants_no_fault(&x.t);
	settle_sheet(&x.s, NULL, .01, s);
	struct json *v = sheet_tree(x.a, s);

	assert_true(real_at(v, "lines", 0, "amount_minor") == 7407405);
	assert_true(real_at(v, "lines", 1, "amount_minor") == 5925924);
	WANTS_TEXT(v, "lines", 0, "period_end", "2025-01-31");
	WANTS_TEXT(v, "lines", 0, "unit", "minutes");
	WANTS_TEXT(v, "pairs", 0, "net_payer", "甲");
	assert_true(real_at(v, "pairs", 0, "net_minor") == 7407405 - 5925924);
	assert_true(real_at(v, "operators", 0, "balance_minor") == 5925924 - 7407405);
	assert_null(json_get(v, "differences"));
	sheet_close(s);
	close_one(&x);
}

/* The caps of Delegated Regulation (EU) 2021/654, in cents a minute, with one of its exceptions. */
#define CAPS \
	"rates,service,to,since,rate\n" \
	"rates,mtr,,2021-07-01,0.7\nrates,mtr,,2022-01-01,0.55\nrates,mtr,,2023-01-01,0.4\n" \
	"rates,mtr,,2024-01-01,0.2\nrates,ftr,,2022-01-01,0.07\nrates,mtr,SE-One,2021-07-01,0.2\n"

TEST(the_rate_is_that_of_the_day)
{
	static const struct {
		const char *period, *to;
		int64_t amount;
	} rows[] = { { "2021H2", "DE-One", 70 },  { "2022Q1", "DE-One", 55 },
		     { "2023-12", "DE-One", 40 }, { "2024-01", "DE-One", 20 },
		     { "2026", "DE-One", 20 },    { "2021H2", "SE-One", 20 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf text = { 0 };

		buf_printf(&text,
			   CAPS "traffic,period,from,to,service,minutes,currency\n"
				"traffic,%s,FR-One,%s,mtr,1,EUR\n",
			   rows[i].period, rows[i].to);
		struct statement x = read_one(buf_cstr(&text));

		wants_no_fault(&x.t);
		assert_int_equal(x.s.lines.v[0].amount, rows[i].amount);
		buf_fini(&text);
		close_one(&x);
	}
}

TEST(bad_rows_cost_themselves_and_are_named)
{
	struct statement x = read_one(CAPS "traffic,period,from,to,service,minutes,mb,volume,rate\n"
					   "traffic,2024-01,A,B,mtr,100,,,\n"
					   "traffic,2020-01,A,B,mtr,100,,,\n"
					   "traffic,2021H2,A,SE-One,mtr,\"12,5\",,,\n"
					   "traffic,2023,A,A,mtr,100,,,\n"
					   "traffic,2024-13,A,B,mtr,100,,,\n"
					   "traffic,2024-01,A,B,mtr,100,5,,\n"
					   "traffic,2024-01,A,B,mtr,,,,0.1\n"
					   "traffic,2024-01,A,B,mtr,-4,,,0.1\n"
					   "traffic,2024-01,A,B,mtr,123456789012345.6,,,0.1\n"
					   "traffic,2024-01,A,B,mtr,999999999999999,,,9999\n"
					   "traffic,2024-01,,B,mtr,1,,,9999\n");

	assert_int_equal(x.s.lines.n, 1);
	assert_int_equal(x.s.refused, 10);
	wants_fault(&x.t, 10, 5, "no rate");
	wants_fault(&x.t, 11, 6, "two ways");
	wants_fault(&x.t, 12, 4, "with itself");
	wants_fault(&x.t, 13, 2, "no period");
	wants_fault(&x.t, 14, 8, "exactly one");
	wants_fault(&x.t, 15, 8, "exactly one");
	wants_fault(&x.t, 16, 6, "from 0");
	wants_fault(&x.t, 17, 6, "more digits");
	wants_fault(&x.t, 18, 9, "larger than");
	wants_fault(&x.t, 19, 3, "must be filled");
	close_one(&x);
}

TEST(a_rate_that_changes_inside_a_period_splits_the_row)
{
	struct statement x = read_one(CAPS "traffic,period,from,to,service,minutes\n"
					   "traffic,2021H2,A,B,mtr,5\ntraffic,2022,A,B,ftr,5\n"
					   "rates,mtr,,2021-09-01,0.6\n");

	wants_fault(&x.t, 9, 2, "changes on 2021-09-01");
	assert_int_equal(x.s.lines.n, 1);
	close_one(&x);
}

TEST(peers_without_money_still_have_a_statement)
{
	struct statement x = read_one("period,from,to,service,mb,rate\n2025,A,B,transit,5000,0\n");
	struct sheet *s = sheet_open(x.a);

	settle_sheet(&x.s, NULL, 0, s);
	struct json *v = sheet_tree(x.a, s);

	assert_true(real_at(v, "pairs", 0, "net_minor") == 0);
	WANTS_TEXT(v, "pairs", 0, "net_payer", "null");
	sheet_close(s);
	close_one(&x);
}

TEST(two_statements_are_held_together_line_by_line)
{
	struct statement own = read_one("period,from,to,service,minutes,rate\n"
					"2025-01,A,B,voice,1000000,0.06\n"
					"2025-01,B,A,voice,500000,0.06\n"
					"2025-01,A,C,voice,10,0.06\n"
					"2025-02,A,B,voice,600,0.06\n2025-02,A,B,voice,400,0.06\n");
	struct statement other = read_one("to,from,period,service,minutes,rate\n"
					  "B,A,2025-01,voice,1050000,0.06\n"
					  "A,B,2025年1月,voice,499000,0.06\n"
					  "B,C,2025-01,voice,7,0.06\n"
					  "B,A,2025-02,voice,1000,0.05\n");
	struct sheet *s = sheet_open(own.a);

	settle_sheet(&own.s, &other.s, .01, s);
	struct json *v = sheet_tree(own.a, s);

	WANTS_TEXT(v, "differences", 0, "verdict", "disputed"); /* 4.8 % */
	WANTS_TEXT(v, "differences", 1, "verdict", "within");   /* 0.2 % */
	WANTS_TEXT(v, "differences", 2, "verdict", "only-ours");
	WANTS_TEXT(v, "differences", 3, "verdict", "disputed"); /* the same minutes, another rate */
	WANTS_TEXT(v, "differences", 4, "verdict", "only-theirs");
	assert_true(real_at(v, "differences", 0, "difference_minor") == 6000000 - 6300000);
	assert_true(real_at(v, "differences", 3, "volume") == 1000);
	assert_true(real_at(v, "dispute", 0, "net_ours_minor") == 6000000 + 6000 - 3000000);
	assert_true(real_at(v, "dispute", 0, "net_theirs_minor") == 6300000 + 5000 - 2994000);
	assert_true(real_at(v, "dispute", 0, "disputed_ours_minor") == 6006000);
	assert_true(real_at(v, "dispute", 0, "disputed_theirs_minor") == 6305000);
	sheet_close(s);
	s = sheet_open(own.a);
	settle_sheet(&own.s, &other.s, .05, s); /* a wider tolerance takes the first line in */
	v = sheet_tree(own.a, s);
	WANTS_TEXT(v, "differences", 0, "verdict", "within");
	WANTS_TEXT(v, "differences", 3, "verdict", "disputed");
	sheet_close(s);
	close_one(&own);
	close_one(&other);
}

TESTS("gauge/settle", CASE(money_is_exact_and_rounded_once),
      CASE(a_plain_table_is_enough_in_either_language), CASE(the_rate_is_that_of_the_day),
      CASE(bad_rows_cost_themselves_and_are_named),
      CASE(a_rate_that_changes_inside_a_period_splits_the_row),
      CASE(peers_without_money_still_have_a_statement),
      CASE(two_statements_are_held_together_line_by_line))
