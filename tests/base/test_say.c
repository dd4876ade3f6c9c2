/* SPDX-License-Identifier: Apache-2.0 */
/* test_say.c - every sentence in both languages, and errors that render later. */
#include "test.h"

#include "base/say.h"
#include "base/why.h"

/* Which of {1}..{9} a sentence uses, as a bit set. */
static unsigned places(struct str t)
{
	unsigned set = 0;

	for (size_t i = 0; i + 2 < t.n; i++)
		if (t.p[i] == '{' && t.p[i + 2] == '}' && t.p[i + 1] >= '1' && t.p[i + 1] <= '9')
			set |= 1u << (t.p[i + 1] - '1');
	return set;
}

static bool has_chinese(struct str t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.p[i] >= 0xE3)
			return true;
	return false;
}

TEST(every_sentence_exists_in_both_languages_with_the_same_places)
{
	for (int id = SAY_NONE + 1; id < SAY_COUNT; id++) {
		struct str en = say_text(LANG_EN, id), zh = say_text(LANG_ZH, id);

		if (!en.n || !zh.n)
			fail_msg("%s is empty", say_name(id));
		if (places(en) != places(zh))
			fail_msg("%s: the places differ", say_name(id));
		if (!str_is_utf8(zh, NULL) || has_chinese(en))
			fail_msg("%s: wrong language", say_name(id));
	}
}

TEST(arguments_go_where_the_language_wants_them)
{
	struct buf b = { 0 };

	say(&b, LANG_EN, SAY_FILE_TOO_LARGE, A("x.csv"), A(12u));
	assert_str(buf_str(&b), "x.csv is larger than the limit of 12 bytes");
	buf_clear(&b);
	say(&b, LANG_ZH, SAY_FILE_TOO_LARGE, A("x.csv"), A(-3));
	assert_str(buf_str(&b), "x.csv 超过 -3 字节的上限");
	buf_fini(&b);
}

TEST(a_why_keeps_its_arguments_and_its_first_place)
{
	struct buf b = { 0 };
	struct why why;
	char path[] = "feed.csv";

	assert_int_equal(why_set(&why, ERR_LIMIT, SAY_FILE_TOO_LARGE, A(path), A(7)), ERR_LIMIT);
	memset(path, 'X', sizeof path - 1);
	why_at(&why, "list.txt", 12, 3);
	why_at(&why, "other.txt", 99, 0);
	why_text(&why, LANG_EN, &b);
	assert_str(buf_str(&b), "list.txt:12:3: feed.csv is larger than the limit of 7 bytes");
	buf_fini(&b);
}

TEST(a_long_argument_is_cut_between_characters)
{
	struct buf b = { 0 };
	struct why why;
	struct buf big = { 0 };

	for (int i = 0; i < 400; i++)
		buf_puts(&big, "燧");
	why_set(&why, ERR_IO, SAY_FILE_OPEN, A(buf_str(&big)), A("no"));
	why_text(&why, LANG_ZH, &b);
	assert_true(str_is_utf8(buf_str(&b), NULL));
	assert_true(str_find_str(buf_str(&b), STR("...")) != SIZE_MAX);
	buf_fini(&b);
	buf_fini(&big);
}

TEST(accept_language_obeys_weights_and_order)
{
	assert_int_equal(say_lang_accept(STR("en;q=0.5, zh-CN;q=0.9"), LANG_EN), LANG_ZH);
	assert_int_equal(say_lang_accept(STR("en-GB,zh"), LANG_ZH), LANG_EN);
	assert_int_equal(say_lang_accept(STR("fr, de;q=0.3"), LANG_ZH), LANG_ZH);
	assert_int_equal(say_lang_accept(STR("zh;q=0, en;q=0.1"), LANG_ZH), LANG_EN);
	assert_int_equal(say_lang_of(STR("zh_CN.UTF-8")), LANG_ZH);
	assert_int_equal(say_lang_of(STR("zhx")), LANG_EN);
}

TEST(foreign_text_cannot_steer_the_terminal)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "plain \"text\" and 烽燧 é", "plain \"text\" and 烽燧 é" },
		{ "a\nb\tc\r", "a\\nb\\tc\\r" },
		{ "\x1b]0;x\x07\x7f", "\\x1B]0;x\\x07\\x7F" },
		{ "\xC2\x9B"
		  "2J",
		  "\\x9B2J" },
		{ "\xE2\x80\xAE"
		  "x\xE2\x81\xA9",
		  "\\u202Ex\\u2069" },
		{ "\xE2\x80\x9C\xE2\x82\xAC\xE2", "\xE2\x80\x9C\xE2\x82\xAC\xE2" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = { 0 };
		struct why why = { 0 };

		say_shown(&b, str_of(cases[i].text));
		assert_string_equal(buf_cstr(&b), cases[i].shown);
		buf_clear(&b);
		why_set(&why, ERR_IO, SAY_FILE_OPEN, A("x"), A("y"));
		why_at(&why, cases[i].text, 0, 0);
		why_text(&why, LANG_EN, &b);
		assert_true(str_starts(buf_str(&b), str_of(cases[i].shown)));
		buf_fini(&b);
	}
}

TESTS("base/say", CASE(foreign_text_cannot_steer_the_terminal),
      CASE(every_sentence_exists_in_both_languages_with_the_same_places),
      CASE(arguments_go_where_the_language_wants_them),
      CASE(a_why_keeps_its_arguments_and_its_first_place),
      CASE(a_long_argument_is_cut_between_characters),
      CASE(accept_language_obeys_weights_and_order))
