/* SPDX-License-Identifier: Apache-2.0 */
/* test_json.c - the promises of wire/json.h, one by one. test_json_twins.c compares with others. */
#include "test.h"

#include "wire/json.h"

static const struct json_limits strict;

static enum err parse(const char *text, struct json_limits limits, struct why *why)
{
	struct arena *a = arena_open();
	struct json *v;
	enum err e = json_parse(a, str_of(text), limits, &v, why);

	arena_close(a);
	return e;
}

TEST(errors_name_the_sentence_and_the_place)
{
	static const struct {
		const char *text;
		enum say_id id;
		unsigned line, column;
	} cases[] = {
		{ "", SAY_JSON_EMPTY, 1, 1 },
		{ " \n ", SAY_JSON_EMPTY, 2, 2 },
		{ "[1,2", SAY_JSON_CUT, 1, 5 },
		{ "{\"a\":tru", SAY_JSON_CUT, 1, 9 },
		{ "\"abc", SAY_JSON_CUT, 1, 5 },
		{ "[1,]", SAY_JSON_VALUE, 1, 4 },
		{ "[,1]", SAY_JSON_VALUE, 1, 2 },
		{ "{\"a\":1,}", SAY_JSON_KEY, 1, 8 },
		{ "{a:1}", SAY_JSON_KEY, 1, 2 },
		{ "{\"a\" 1}", SAY_JSON_COLON, 1, 6 },
		{ "[1 2]", SAY_JSON_COMMA_ARRAY, 1, 4 },
		{ "[1}", SAY_JSON_COMMA_ARRAY, 1, 3 },
		{ "{\"a\":1]", SAY_JSON_COMMA_OBJECT, 1, 7 },
		{ "{}\n{}", SAY_JSON_TRAILING, 2, 1 },
		{ "01", SAY_JSON_NUMBER, 1, 1 },
		{ "-", SAY_JSON_CUT, 1, 2 },
		{ "[1.]", SAY_JSON_NUMBER, 1, 4 },
		{ "[1e+]", SAY_JSON_NUMBER, 1, 5 },
		{ "[+1]", SAY_JSON_VALUE, 1, 2 },
		{ "[.5]", SAY_JSON_VALUE, 1, 2 },
		{ "[NaN]", SAY_JSON_VALUE, 1, 2 },
		{ "[nul]", SAY_JSON_VALUE, 1, 2 },
		{ "[\"a\tb\"]", SAY_JSON_CONTROL, 1, 4 },
		{ "[\"\\x41\"]", SAY_JSON_ESCAPE, 1, 3 },
		{ "[\"\\u12g4\"]", SAY_JSON_ESCAPE, 1, 3 },
		{ "[\"\\ud800\"]", SAY_JSON_SURROGATE, 1, 3 },
		{ "[\"\\udc00\\ud800\"]", SAY_JSON_SURROGATE, 1, 3 },
		{ "[\"\\ud800\\u0041\"]", SAY_JSON_SURROGATE, 1, 3 },
		{ "[\"烽\xC0\x80\"]", SAY_JSON_UTF8, 1, 4 },
		{ "[\"\xED\xA0\x80\"]", SAY_JSON_UTF8, 1, 3 },
		{ "\n {\"a\":1,\n \"\\u0061\":2}", SAY_JSON_DUPLICATE, 3, 2 },
		{ "[1]\xEF\xBB\xBF", SAY_JSON_TRAILING, 1, 4 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct why why;

		assert_int_equal(parse(cases[i].text, strict, &why), ERR_SYNTAX);
		if (why.id != cases[i].id || why.line != cases[i].line ||
		    why.column != cases[i].column)
			fail_msg("%s: %s at %d:%d", cases[i].text, say_name(why.id), (int)why.line,
				 (int)why.column);
	}
}

TEST(strings_decode_every_escape)
{
	struct arena *a = arena_open();
	struct json *v;

	assert_ok(json_parse(
		a,
		STR("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\\u70fd\\uD83D\\uDD25x\",\"a\\u0000b\","
		    "\"\",\"\xE7\x83\xBD\"]"),
		strict, &v, NULL));
	assert_int_equal(v->count, 5);
	assert_str(v->child->text, "\"\\/\b\f\n\r\t");
	assert_str(v->child->next->text, "\xE7\x83\xBD\xF0\x9F\x94\xA5x");
	assert_int_equal(v->child->next->next->text.n, 3);
	assert_memory_equal(v->child->next->next->text.p, "a\0b", 3);
	assert_int_equal(v->child->next->next->next->text.n, 0);
	arena_close(a);
}

TEST(lone_surrogates_become_a_replacement_where_the_caller_wants_it)
{
	struct arena *a = arena_open();
	struct json *v;

	assert_ok(json_parse(a, STR("[\"\\ud800\", \"a\\udc00\\ud83d\\udd25\"]"),
			     (struct json_limits){ .lone_surrogates = true }, &v, NULL));
	assert_str(v->child->text, "\xEF\xBF\xBD");
	assert_str(v->child->next->text, "a\xEF\xBF\xBD\xF0\x9F\x94\xA5");
	arena_close(a);
}

TEST(integers_are_exact_or_refused)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t want;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "1e3", true, 1000 },
		{ "1.0", true, 1 },
		{ "12.50e1", true, 125 },
		{ "1200e-2", true, 12 },
		{ "0e999999999999", true, 0 },
		{ "0.000e-99999999", true, 0 },
		{ "1e18", true, 1000000000000000000 },
		{ "9.223372036854775807E18", true, INT64_MAX },
		{ "1e19", false, 0 },
		{ "1.5", false, 0 },
		{ "1e-1", false, 0 },
		{ "1e99999999999999999999", false, 0 },
		{ "100000000000000000000000000e-26", true, 1 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *a = arena_open();
		struct json *v;
		int64_t got = 0;

		assert_ok(json_parse(a, str_of(cases[i].text), strict, &v, NULL));
		if (json_int(v, &got) != cases[i].ok || got != cases[i].want)
			fail_msg("%s gave %lld", cases[i].text, (long long)got);
		arena_close(a);
	}
}

TEST(doubles_read_and_overflow_is_refused)
{
	struct arena *a = arena_open();
	struct buf big = { 0 };
	struct json *v;
	double d;

	assert_ok(json_parse(a, STR("[1e400,2.5e-3]"), strict, &v, NULL));
	assert_false(json_double(v->child, &d));
	assert_true(json_double(v->child->next, &d) && d == 2.5e-3);
	buf_puts(&big, "1.");
	for (int i = 0; i < 300; i++)
		buf_c(&big, '0');
	assert_ok(json_parse(a, buf_str(&big), strict, &v, NULL));
	assert_true(json_double(v, &d) && d == 1);
	buf_fini(&big);
	arena_close(a);
}

TEST(looking_into_a_tree_never_trips_over_what_is_missing)
{
	struct arena *a = arena_open();
	struct json *v;

	assert_ok(
		json_parse(a, STR("{\"a\":{\"b\":[1,\"x\",true]},\"n\":null}"), strict, &v, NULL));
	assert_int_equal(json_get(json_get(v, "a"), "b")->count, 3);
	assert_null(json_get(json_get(json_get(v, "zz"), "b"), "c"));
	assert_null(json_get(json_get(v, "n"), "c"));
	assert_str(json_str(json_get(v, "n"), STR("none")), "none");
	assert_true(json_bool(NULL, true));
	assert_true(json_bool(json_get(json_get(v, "a"), "b")->child->next->next, false));
	assert_false(json_is_str(NULL));
	arena_close(a);
}

TEST(a_tree_owns_its_text)
{
	char in[] = "{\"key\":\"plain\",\"other\":[12,\"a\\nb\"]}";
	struct arena *a = arena_open();
	struct json *v;

	assert_ok(json_parse(a, str_of(in), strict, &v, NULL));
	memset(in, 'X', sizeof in);
	assert_str(json_str(json_get(v, "key"), STR("")), "plain");
	assert_str(json_get(v, "other")->child->text, "12");
	assert_str(json_get(v, "other")->child->next->text, "a\nb");
	arena_close(a);
}

static char *nested(size_t depth, bool close)
{
	char *p = calloc(2 * depth + 1, 1);

	memset(p, '[', depth);
	if (close)
		memset(p + depth, ']', depth);
	return p;
}

TEST(depth_is_limited_exactly)
{
	struct why why;
	char *fits = nested(JSON_DEPTH_DEFAULT, true), *deep = nested(10000, false),
	     *max = nested(JSON_DEPTH_MAX, true), *one_more = nested(JSON_DEPTH_MAX + 1, true);

	assert_ok(parse(fits, strict, NULL));
	assert_int_equal(parse(deep, strict, &why), ERR_LIMIT);
	assert_int_equal(why.id, SAY_JSON_DEPTH);
	assert_int_equal(why.column, JSON_DEPTH_DEFAULT + 1);
	assert_ok(parse(max, (struct json_limits){ .depth = JSON_DEPTH_MAX }, NULL));
	assert_int_equal(parse(one_more, (struct json_limits){ .depth = JSON_DEPTH_MAX }, NULL),
			 ERR_LIMIT);
	free(fits);
	free(deep);
	free(max);
	free(one_more);
}

TEST(long_strings_and_numbers_are_limited)
{
	char *p = malloc(JSON_STRING_MAX + 4);
	struct why why;

	memset(p, 'a', JSON_STRING_MAX + 3);
	p[0] = p[JSON_STRING_MAX + 1] = '"';
	p[JSON_STRING_MAX + 2] = 0;
	assert_ok(parse(p, strict, NULL));
	p[JSON_STRING_MAX + 1] = 'a';
	p[JSON_STRING_MAX + 2] = '"';
	p[JSON_STRING_MAX + 3] = 0;
	assert_int_equal(parse(p, strict, &why), ERR_LIMIT);
	assert_int_equal(why.id, SAY_JSON_STRING_LONG);
	memset(p, '1', 5000);
	p[5000] = 0;
	assert_int_equal(parse(p, strict, &why), ERR_LIMIT);
	free(p);
}

TEST(the_pull_reader_gives_tokens_texts_and_offsets)
{
	static const enum json_tok want[] = { JSON_OBJECT,     JSON_KEY,       JSON_ARRAY,
					      JSON_NUMBER,     JSON_STRING,    JSON_TRUE,
					      JSON_FALSE,      JSON_NULL,      JSON_OBJECT,
					      JSON_OBJECT_END, JSON_ARRAY_END, JSON_OBJECT_END,
					      JSON_END,        JSON_END };
	struct arena *a = arena_open();
	struct json_reader *r = json_open(
		a, STR("\xEF\xBB\xBF {\"\\u0061\":[-1.5e3,\"x\\ty\",true,false,null,{}]} "),
		strict);

	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_int_equal(json_next(r), want[i]);
		if (i == 1)
			assert_str(json_text(r), "a");
		if (i == 3)
			assert_str(json_text(r), "-1.5e3");
		if (i == 3)
			assert_int_equal(json_offset(r), 15);
		if (i == 4)
			assert_str(json_text(r), "x\ty");
	}
	arena_close(a);
}

TEST(skip_goes_past_a_whole_value_and_still_checks_it)
{
	struct arena *a = arena_open();
	struct json_reader *r = json_open(
		a, STR("{\"a\":{\"x\":[1,{}]},\"b\":7,\"c\":[[],2],\"d\":\"e\"}"), strict);

	assert_int_equal(json_next(r), JSON_OBJECT);
	assert_int_equal(json_next(r), JSON_KEY);
	assert_true(json_skip(r));
	assert_int_equal(json_next(r), JSON_KEY);
	assert_str(json_text(r), "b");
	assert_true(json_skip(r));
	assert_int_equal(json_next(r), JSON_KEY);
	assert_int_equal(json_next(r), JSON_ARRAY);
	assert_true(json_skip(r));
	assert_int_equal(json_next(r), JSON_KEY);
	assert_int_equal(json_next(r), JSON_STRING);
	assert_int_equal(json_next(r), JSON_OBJECT_END);
	assert_int_equal(json_next(r), JSON_END);

	r = json_open(a, STR("[{\"a\":[1,\x01]}]"), strict);
	assert_int_equal(json_next(r), JSON_ARRAY);
	assert_false(json_skip(r));
	assert_int_equal(json_next(r), JSON_ERROR);
	assert_int_equal(json_error(r, NULL), ERR_SYNTAX);
	arena_close(a);
}

/* Objects with many keys go through the hash table; a naive list says what is right. */
TEST(duplicates_are_found_among_many_keys_and_at_every_depth)
{
	struct json_limits limits = { .duplicates = JSON_DUP_ERROR };
	struct buf b = { 0 };

	for (int twin = 0; twin < 2; twin++) {
		buf_clear(&b);
		buf_puts(&b, "{\"outer\":1,");
		for (int i = 0; i < 500; i++)
			buf_printf(&b, "\"k%d\":{\"outer\":[{\"k%d\":0}],\"k1\":1},", i, i);
		buf_printf(&b, "\"k%d\":0}", twin ? 250 : 500);
		for (int pull = 0; pull < 2; pull++) {
			struct arena *a = arena_open();
			struct json_reader *r = json_open(a, buf_str(&b), limits);
			enum json_tok t = JSON_OBJECT;

			while (pull && t != JSON_END && t != JSON_ERROR)
				t = json_next(r);
			assert_int_equal(pull ? json_error(r, NULL) :
						parse(buf_cstr(&b), strict, NULL),
					 twin ? ERR_SYNTAX : ERR_OK);
			arena_close(a);
		}
	}
	buf_fini(&b);
}

TEST(the_writer_makes_valid_json_of_anything)
{
	struct buf b = { 0 };
	struct json_writer w = json_write(&b);

	json_w_object(&w);
	json_w_key(&w, "text");
	json_w_str(&w, STR("q\" b\\ n\n e\x1F u\xE7\x83\xBD bad\xFF\xE7\x83 end"));
	json_w_key(&w, "list");
	json_w_array(&w);
	json_w_i64(&w, INT64_MIN);
	json_w_u64(&w, UINT64_MAX);
	json_w_double(&w, 0.1);
	json_w_double(&w, 1e300 * 1e300);
	json_w_bool(&w, false);
	json_w_null(&w);
	json_w_array(&w);
	json_w_array_end(&w);
	json_w_array_end(&w);
	json_w_key(&w, "raw");
	json_w_raw(&w, STR("{\"x\":1}"));
	json_w_object_end(&w);
	assert_str(buf_str(&b),
		   "{\"text\":\"q\\\" b\\\\ n\\n e\\u001f u\xE7\x83\xBD "
		   "bad\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD end\","
		   "\"list\":[-9223372036854775808,18446744073709551615,0.1,null,false,"
		   "null,[]],\"raw\":{\"x\":1}}");
	assert_ok(parse(buf_cstr(&b), strict, NULL));
	buf_fini(&b);
}

TEST(a_tree_is_written_as_it_was)
{
	static const char text[] = "{\"b\":[1.50,-0,1e5,\"\\u0001/\"],\"a\":{},\"c\":[null,true]}";
	struct arena *a = arena_open();
	struct buf b = { 0 };
	struct json_writer w = json_write(&b);
	struct json *v;

	assert_ok(json_parse(a, str_of(text), strict, &v, NULL));
	json_w_tree(&w, v);
	assert_str(buf_str(&b), text);
	buf_fini(&b);
	arena_close(a);
}

/* ---- RFC 8785 ---- */

static void canon_is(const char *in, const char *want)
{
	struct buf b = { 0 };
	struct why why;

	if (json_canon_text(str_of(in), &b, &why))
		why_print(&why, stdout);
	assert_str(buf_str(&b), want);
	buf_clear(&b);
	assert_ok(json_canon_text(str_of(want), &b, NULL)); /* canonical already */
	assert_str(buf_str(&b), want);
	buf_fini(&b);
}

TEST(canon_gives_the_sample_of_rfc_8785_section_3_2_2)
{
	canon_is("{\n  \"numbers\": [333333333.33333329, 1E30, 4.50,\n 2e-3, "
		 "0.000000000000000000000000001],\n"
		 "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
		 "  \"literals\": [null, true, false]\n}",
		 "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,"
		 "1e-27],\"string\":\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(canon_sorts_keys_by_utf_16_as_rfc_8785_section_3_2_3)
{
	canon_is(
		"{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,"
		"\"\\u00f6\":7}",
		"{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,"
		"\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}");
	canon_is("{\"b\":{\"z\":1,\"y\":[{\"q\":0,\"\":0}]},\"a\":0,\"aa\":0}",
		 "{\"a\":0,\"aa\":0,\"b\":{\"y\":[{\"\":0,\"q\":0}],\"z\":1}}");
}

/* RFC 8785 appendix B, and powers of two where the nearest short decimal misses. */
TEST(numbers_are_written_as_ecmascript_does)
{
	static const struct {
		uint64_t bits;
		const char *want;
	} table[] = {
		{ 0x0000000000000000, "0" },
		{ 0x8000000000000000, "0" },
		{ 0x0000000000000001, "5e-324" },
		{ 0x8000000000000001, "-5e-324" },
		{ 0x7fefffffffffffff, "1.7976931348623157e+308" },
		{ 0xffefffffffffffff, "-1.7976931348623157e+308" },
		{ 0x4340000000000000, "9007199254740992" },
		{ 0xc340000000000000, "-9007199254740992" },
		{ 0x4430000000000000, "295147905179352830000" },
		{ 0x44b52d02c7e14af5, "9.999999999999997e+22" },
		{ 0x44b52d02c7e14af6, "1e+23" },
		{ 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
		{ 0x444b1ae4d6e2ef4e, "999999999999999700000" },
		{ 0x444b1ae4d6e2ef4f, "999999999999999900000" },
		{ 0x444b1ae4d6e2ef50, "1e+21" },
		{ 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
		{ 0x3eb0c6f7a0b5ed8d, "0.000001" },
		{ 0x41b3de4355555553, "333333333.3333332" },
		{ 0x41b3de4355555554, "333333333.33333325" },
		{ 0x41b3de4355555555, "333333333.3333333" },
		{ 0x41b3de4355555556, "333333333.3333334" },
		{ 0x41b3de4355555557, "333333333.33333343" },
		{ 0xbecbf647612f3696, "-0.0000033333333333333333" },
		{ 0x43143ff3c1cb0959, "1424953923781206.2" },
		{ 0x3d30000000000000, "5.684341886080802e-14" },
		{ 0x0010000000000000, "2.2250738585072014e-308" },
		{ 0x3ff8000000000000, "1.5" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct buf b = { 0 };
		struct json_writer w = json_write(&b);
		double d;

		memcpy(&d, &table[i].bits, 8);
		json_w_double(&w, d);
		assert_str(buf_str(&b), table[i].want);
		buf_clear(&b);
		assert_ok(json_canon_text(str_of(table[i].want), &b, NULL));
		assert_str(buf_str(&b), table[i].want);
		buf_fini(&b);
	}
}

TEST(canon_refuses_numbers_that_it_would_change)
{
	struct buf b = { 0 };
	struct why why;

	buf_puts(&b, "kept");
	assert_int_equal(json_canon_text(STR("{\"a\":[9007199254740993]}"), &b, &why),
			 ERR_UNSUPPORTED);
	assert_int_equal(why.id, SAY_JSON_CANON_INTEGER);
	assert_int_equal(json_canon_text(STR("-1e400"), &b, &why), ERR_UNSUPPORTED);
	assert_int_equal(why.id, SAY_JSON_CANON_RANGE);
	assert_int_equal(json_canon_text(STR("[1"), &b, &why), ERR_SYNTAX);
	assert_str(buf_str(&b), "kept");
	buf_fini(&b);
}

TESTS("wire/json", CASE(errors_name_the_sentence_and_the_place), CASE(strings_decode_every_escape),
      CASE(lone_surrogates_become_a_replacement_where_the_caller_wants_it),
      CASE(integers_are_exact_or_refused), CASE(doubles_read_and_overflow_is_refused),
      CASE(looking_into_a_tree_never_trips_over_what_is_missing), CASE(a_tree_owns_its_text),
      CASE(depth_is_limited_exactly), CASE(long_strings_and_numbers_are_limited),
      CASE(the_pull_reader_gives_tokens_texts_and_offsets),
      CASE(skip_goes_past_a_whole_value_and_still_checks_it),
      CASE(duplicates_are_found_among_many_keys_and_at_every_depth),
      CASE(the_writer_makes_valid_json_of_anything), CASE(a_tree_is_written_as_it_was),
      CASE(canon_gives_the_sample_of_rfc_8785_section_3_2_2),
      CASE(canon_sorts_keys_by_utf_16_as_rfc_8785_section_3_2_3),
      CASE(numbers_are_written_as_ecmascript_does),
      CASE(canon_refuses_numbers_that_it_would_change))
