/* SPDX-License-Identifier: Apache-2.0 */
/* What editors and spreadsheets save: the same text whatever the bytes. */
#include "test.h"

#include "wire/charset.h"

static void reads(struct str in, const char *want)
{
	struct arena *a = arena_open();
	struct str out = { 0 };
	struct why why;

	assert_int_equal(charset_utf8(a, in, &out, &why), ERR_OK);
	assert_str(out, want);
	arena_close(a);
}

TEST(one_text_in_four_encodings)
{
	reads(STR("地区,值"), "地区,值");
	reads(STR("\xEF\xBB\xBF地区,值"), "地区,值");
	reads(STR("\xB5\xD8\xC7\xF8,\xD6\xB5"), "地区,值");
	reads(STR("\xFF\xFE\x30\x57\x3A\x53\x2C\x00\x3C\x50"), "地区,值");
	reads(STR("\xFE\xFF\x57\x30\x53\x3A\x00\x2C\x50\x3C"), "地区,值");
	reads(STR(""), "");
}

TEST(bytes_of_nothing_are_refused_with_their_place)
{
	struct arena *a = arena_open();
	struct str out;
	struct why why = { 0 };

	assert_int_equal(charset_utf8(a, STR("a,b\nc,\xFF\xFF\xFF"), &out, &why), ERR_SYNTAX);
	assert_int_equal(why.line, 2);
	assert_int_equal(why.column, 3);
	arena_close(a);
}

TESTS("wire/charset", CASE(one_text_in_four_encodings),
      CASE(bytes_of_nothing_are_refused_with_their_place))
