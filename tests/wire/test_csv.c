/* SPDX-License-Identifier: Apache-2.0 */
/* test_csv.c - rows as RFC 4180 and the habits of real feeds have them. */
#include "test.h"

#include "base/rand.h"
#include "wire/csv.h"

/* All rows as "a|b\n", refused rows as "!LINE:COLUMN SENTENCE\n". */
static const char *rows(struct str in, char sep, bool comments)
{
	static char out[8192];
	struct arena *a = arena_open();
	struct csv_reader *r = csv_open(a, in, sep, comments);
	struct buf b = { 0 };
	struct str *f;
	size_t n = 1;
	struct why why;

	while (n) {
		enum err e = csv_next(r, &f, &n, &why);

		if (e) {
			buf_printf(&b, "!%d:%d %s\n", (int)why.line, (int)why.column,
				   say_name(why.id));
			n = 1;
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			if (i)
				buf_c(&b, '|');
			buf_put(&b, f[i]);
		}
		if (n)
			buf_c(&b, '\n');
	}
	snprintf(out, sizeof out, "%s", buf_cstr(&b));
	buf_fini(&b);
	arena_close(a);
	return out;
}
#define ROWS(lit) rows(STR(lit), ',', true)

TEST(the_rules_of_rfc_4180_section_2_hold)
{
	assert_string_equal(ROWS("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), "aaa|bbb|ccc\nzzz|yyy|xxx\n");
	assert_string_equal(ROWS("aaa,bbb,ccc\r\nzzz,yyy,xxx"), "aaa|bbb|ccc\nzzz|yyy|xxx\n");
	assert_string_equal(ROWS("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"),
			    "aaa|bbb|ccc\nzzz|yyy|xxx\n");
	assert_string_equal(ROWS("\"aaa\",\"b\r\nbb\",\"c,c\"\r\n"), "aaa|b\r\nbb|c,c\n");
	assert_string_equal(ROWS("\"aaa\",\"b\"\"bb\",\"\"\"\"\r\n"), "aaa|b\"bb|\"\n");
	assert_string_equal(ROWS("a,,\r\n,\r\n\"\"\r\n"), "a||\n|\n\n");
}

TEST(habits_of_real_feeds_are_read)
{
	assert_string_equal(
		ROWS("\xEF\xBB\xBF# comment \"\n\n  \na , b\t,\" c \" \n#x\r\nd\"e,f\rg"),
		"a|b| c \nd\"e|f\ng\n");
	assert_string_equal(rows(STR("#a,b\n"), ',', false), "#a|b\n");
	assert_string_equal(ROWS(""), "");
	assert_string_equal(ROWS("\r\n\n\r"), "");
	assert_string_equal(ROWS("a\n\"#b\"\n"), "a\n#b\n");
}

TEST(the_separator_is_guessed_from_the_first_row)
{
	assert_string_equal(rows(STR("a;b;c\n1,5;2;3\n"), 0, true), "a|b|c\n1,5|2|3\n");
	assert_string_equal(rows(STR("# x,y,z\na\tb c\n"), 0, true), "a|b c\n");
	assert_string_equal(rows(STR("\"a,b,c\"|d\n"), 0, true), "a,b,c|d\n");
	assert_string_equal(rows(STR("single\nx,y\n"), 0, true), "single\nx|y\n");
}

TEST(a_bad_row_costs_that_row)
{
	assert_string_equal(ROWS("a,b\n1,\"open\n2,3\n4,5\n"),
			    "a|b\n!2:3 CSV_QUOTE_OPEN\n2|3\n4|5\n");
	assert_string_equal(ROWS("a,\"b\"c\nd,e\n"), "!1:3 CSV_AFTER_QUOTE\nd|e\n");
	assert_string_equal(ROWS("\"a\nb\",\"c\"d\ne\n"),
			    "!2:4 CSV_AFTER_QUOTE\n!2:4 CSV_AFTER_QUOTE\ne\n");
}

TEST(rows_and_fields_are_limited_and_the_rest_is_read)
{
	struct buf b = { 0 };
	const char *got;

	for (int i = 0; i <= CSV_FIELDS_MAX; i++)
		buf_c(&b, ',');
	buf_puts(&b, "\nok\n\"");
	for (int i = 0; i < CSV_ROW_MAX + 10; i++)
		buf_c(&b, 'x');
	buf_puts(&b, "\"\nok2\n");
	for (int i = 0; i < CSV_ROW_MAX + 10; i++)
		buf_c(&b, 'x');
	buf_puts(&b, "\nok3\n");
	got = rows(buf_str(&b), ',', true);
	assert_string_equal(
		got, "!1:4097 CSV_FIELDS\nok\n!3:1 CSV_ROW_LONG\nok2\n!5:1 CSV_ROW_LONG\nok3\n");
	buf_fini(&b);
}

TEST(lines_are_physical_lines)
{
	struct arena *a = arena_open();
	struct csv_reader *r = csv_open(a, STR("# c\n\na,\"b\r\nc\rd\"\r\ne\n"), ',', true);
	struct str *f;
	size_t n;

	assert_ok(csv_next(r, &f, &n, NULL));
	assert_int_equal(csv_line(r), 3);
	assert_ok(csv_next(r, &f, &n, NULL));
	assert_int_equal(csv_line(r), 6);
	assert_str(f[0], "e");
	arena_close(a);
}

TEST(formulas_are_defused_where_asked)
{
	struct buf b = { 0 };

	csv_field(&b, STR("=1+1"), true, true);
	csv_field(&b, STR("@x"), false, true);
	csv_field(&b, STR("-5"), false, false);
	csv_field(&b, STR("a=b"), false, true);
	csv_field(&b, STR("+\"q\""), false, true);
	csv_end_row(&b);
	assert_str(buf_str(&b), "'=1+1,'@x,-5,a=b,\"'+\"\"q\"\"\"\r\n");
	buf_fini(&b);
}

/* What is written is read again, whatever it holds. */
TEST(random_tables_survive_a_round_trip)
{
	static const char alphabet[] = "ab,\"\r\n #;\t\xEF\xBB\xBF=|";
	struct prng r = prng_of(4180);

	for (int round = 0; round < 5000; round++) {
		struct arena *a = arena_open();
		struct str cell[6][4];
		struct buf b = { 0 };
		struct csv_reader *reader;
		size_t width = 1 + prng_below(&r, 4);

		for (int i = 0; i < 6; i++) {
			for (size_t k = 0; k < width; k++) {
				struct buf t = { 0 };

				for (uint64_t n = prng_below(&r, 6); n-- > 0;)
					buf_c(&t, alphabet[prng_below(&r, sizeof alphabet - 1)]);
				cell[i][k] = str_keep(a, buf_str(&t));
				csv_field(&b, cell[i][k], k == 0, false);
				buf_fini(&t);
			}
			csv_end_row(&b);
		}
		reader = csv_open(a, buf_str(&b), ',', true);
		for (int i = 0; i < 6; i++) {
			struct str *f;
			size_t n;

			assert_ok(csv_next(reader, &f, &n, NULL));
			assert_int_equal(n, width);
			for (size_t k = 0; k < width; k++)
				assert_true(str_eq(f[k], cell[i][k]));
		}
		buf_fini(&b);
		arena_close(a);
	}
}

TESTS("wire/csv", CASE(the_rules_of_rfc_4180_section_2_hold), CASE(habits_of_real_feeds_are_read),
      CASE(the_separator_is_guessed_from_the_first_row), CASE(a_bad_row_costs_that_row),
      CASE(rows_and_fields_are_limited_and_the_rest_is_read), CASE(lines_are_physical_lines),
      CASE(formulas_are_defused_where_asked), CASE(random_tables_survive_a_round_trip))
