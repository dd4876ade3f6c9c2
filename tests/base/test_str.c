/* SPDX-License-Identifier: Apache-2.0 */
/* test_str.c - the promises of base/str.h. */
#include "test.h"

#include "base/str.h"

TEST(split_gives_every_part_also_the_empty_ones)
{
	struct str rest = STR("a,,b,"), part;
	const char *want[] = { "a", "", "b", "" };

	for (int i = 0; i < 4; i++) {
		assert_true(str_split(&rest, ',', &part));
		assert_str(part, want[i]);
	}
	assert_false(str_split(&rest, ',', &part));
}

TEST(numbers_are_exact_up_to_the_last_value_and_refuse_the_next)
{
	uint64_t u;
	int64_t i;

	assert_true(str_u64(STR("18446744073709551615"), &u));
	assert_true(u == UINT64_MAX);
	assert_false(str_u64(STR("18446744073709551616"), &u));
	assert_true(str_i64(STR("-9223372036854775808"), &i));
	assert_true(i == INT64_MIN);
	assert_false(str_i64(STR("9223372036854775808"), &i));
	assert_false(str_u64(STR(""), &u));
	assert_false(str_u64(STR("1 "), &u));
	assert_false(str_i64(STR("-"), &i));
}

TEST(utf8_refuses_overlong_surrogate_and_cut_sequences)
{
	static const struct {
		struct str s;
		size_t bad;
	} bad[] = {
		{ STR("\xC0\x80"), 0 },         { STR("a\xED\xA0\x80"), 1 },
		{ STR("ab\xE4\xB8"), 2 },       { STR("\xF5\x80\x80\x80"), 0 },
		{ STR("\xF0\x80\x80\x80"), 0 }, { STR("\x80"), 0 },
	};
	size_t at;

	assert_true(str_is_utf8(STR("烽燧 \xF0\x9F\x94\xA5"), NULL));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(str_is_utf8(bad[i].s, &at));
		assert_int_equal(at, bad[i].bad);
	}
}

TEST(text_is_cut_between_characters_and_other_bytes_anywhere)
{
	assert_str(str_cut_text(STR("烽燧"), 6), "烽燧");
	assert_str(str_cut_text(STR("烽燧"), 5), "烽");
	assert_str(str_cut_text(STR("烽燧"), 3), "烽");
	assert_str(str_cut_text(STR("烽燧"), 2), "");
	assert_str(str_cut_text(STR("a\xF0\x9F\x94\xA5"), 4), "a");
	assert_int_equal(str_cut_text(STR("\xB8\xB8\xB8\xB8\xB8\xB8"), 5).n, 5);
	assert_str(str_cut_text(STR("abc"), 0), "");
}

TEST(cut_and_trim_stay_inside)
{
	assert_str(str_cut(STR("abc"), 2, 99), "c");
	assert_str(str_cut(STR("abc"), 9, 99), "");
	assert_str(str_trim(STR(" \t a b\r\n")), "a b");
	assert_true(str_find(STR("abc"), 'z') == SIZE_MAX);
	assert_int_equal(str_find_str(STR("abcabc"), STR("ca")), 2);
	assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
	assert_true(str_eq_nocase(STR("EVIL"), STR("evil")));
}

TESTS("base/str", CASE(split_gives_every_part_also_the_empty_ones),
      CASE(numbers_are_exact_up_to_the_last_value_and_refuse_the_next),
      CASE(utf8_refuses_overlong_surrogate_and_cut_sequences),
      CASE(text_is_cut_between_characters_and_other_bytes_anywhere), CASE(cut_and_trim_stay_inside))
