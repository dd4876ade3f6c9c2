/* SPDX-License-Identifier: Apache-2.0 */
/* test_key.c - a value that is asked about is read as an event's value would be. */
#include "../index/feed.h"

#include "base/rand.h"
#include "match/explain.h"
#include "wire/domain.h"
#include "wire/json.h"

static struct arena *arena;
static struct generation *g;
static struct delta *d;
static struct matcher *m;
static struct why why;

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define JA4 "t13d1516h2_8daaf6152771_e5627efa2ab1"

static int up(void **state)
{
	static struct generation_input in[2];
	struct indicator window = row_of(IND_DOMAIN, STR("window.example"), 1);
	struct delta_revocation gone = { IND_DOMAIN, STR("gone.example"), STR("a") };

	arena = arena_open();
	say_lang_set(LANG_EN);
	domain_init();
	window.valid_from.us = 1000000;
	window.valid_until.us = 2000000;
	in[0] = (struct generation_input){
		SET_OF(arena, "domain evil.example", "domain a.b.evil.example", "ipv4 192.0.2.7",
		       "cidr 198.51.100.0/24", "cidr 198.51.100.128/25", "ipv6 2001:db8::7",
		       "url shop.example/a/", "domain shop.example", "md5 " MD5, "ja3 " MD5,
		       "cert-sha1 " SHA1, "ja4 " JA4, "domain gone.example"),
		STR("a"), CAT_C2
	};
	in[1] = (struct generation_input){ set_of_rows(arena, &window, 1), STR("b"), CAT_PHISHING };
	g = generation_build(in, 2, NULL, 0);
	d = delta_build(NULL, &gone, 1);
	m = matcher_open(g, d, (struct match_options){ .now = { 1500000 } });
	return 0;
}

static int down(void **state)
{
	matcher_close(m);
	delta_close(d);
	generation_close(g);
	arena_close(arena);
	return 0;
}

static struct key_hits hits;

static struct str ask_key(const struct key *k)
{
	key_ask(m, k, &hits);
	return hits.n ? hits.v[0].indicator : STR("-");
}

static struct str ask(const char *text)
{
	struct key k;

	if (key_read(arena, IND_NONE, str_of(text), &k, &why) != ERR_OK)
		return STR("error");
	return ask_key(&k);
}

TEST(a_key_is_told_by_its_form)
{
	static const char *const cases[][2] = {
		{ "evil.example", "evil.example" },
		{ "  WWW.Evil.Example. \r", "evil.example" },
		{ "x.a.b.evil.example", "a.b.evil.example" },
		{ "notevil.example", "-" },
		{ "evil.example:8443", "evil.example" },
		{ "192.0.2.7", "192.0.2.7" },
		{ "192.0.2.7:80", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "2001:DB8:0::7", "2001:db8::7" },
		{ "[2001:db8::7]:443", "2001:db8::7" },
		{ "198.51.100.5", "198.51.100.0/24" },
		{ "198.51.100.200", "198.51.100.128/25" },
		{ "198.51.100.192/26", "198.51.100.128/25" },
		{ "198.51.100.0/24", "198.51.100.0/24" },
		{ "198.51.100.0/23", "-" },
		{ "http://shop.example/a/b?c", "shop.example/a/" },
		{ "shop.example/a/b", "shop.example/a/" },
		{ "https://shop.example/other", "shop.example" },
		{ "hxxps://shop[.]example/a/x", "shop.example/a/" },
		{ "evil[.]example", "evil.example" },
		{ "2001[:]db8::7", "2001:db8::7" },
		{ MD5, MD5 },
		{ "D41D8CD98F00B204E9800998ECF8427E", MD5 },
		{ SHA1, SHA1 },
		{ JA4, JA4 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str got = ask(cases[i][0]);

		if (!str_eq(got, str_of(cases[i][1])))
			fail_msg("%s: %.*s, wanted %s", cases[i][0], STR_FMT(got), cases[i][1]);
	}
	/* One value may be two digests, and a URL has a host. */
	(void)ask(MD5);
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.v[1].kind, IND_JA3);
	(void)ask("http://shop.example/a/b");
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.v[1].kind, IND_DOMAIN);
}

TEST(whatever_a_log_may_hold_is_a_key_and_not_an_error)
{
	static const char *const odd[] = { "a b.evil.example",   "a@b.evil.example",
					   "%41.evil.example",   "..evil.example",
					   "-x_.evil.example",   "\xff\xfe.evil.example",
					   "(x).evil.example.",  "*.evil.example",
					   "\"q\".evil.example", "a|b.evil.example" };
	static const char *const nothing[] = { "com",       "localhost", "co.uk",  "_",
					       ".",         "/",         "/etc/x", "1.2.3",
					       "256.1.1.1", "例",        "a:b:c" };

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		if (!str_eq(ask(odd[i]), STR("evil.example")))
			fail_msg("%s: %.*s", odd[i], STR_FMT(ask(odd[i])));
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		if (!str_eq(ask(nothing[i]), STR("-")))
			fail_msg("%s: %.*s", nothing[i], STR_FMT(ask(nothing[i])));
}

TEST(validity_is_asked_for_the_time_given_and_revocations_count)
{
	struct key k;

	assert_str(ask("window.example"), "window.example"); /* the matcher's now */
	assert_str(ask("gone.example"), "-");
	assert_ok(key_read_json(arena,
				STR("{\"value\":\"x.window.example\",\"at\":"
				    "\"1970-01-01T00:00:01Z\"}"),
				&k, &why));
	assert_str(ask_key(&k), "window.example");
	assert_ok(key_read_json(
		arena, STR("{\"at\":\"1970-01-01T00:00:02Z\",\"value\":\"window.example\"}"), &k,
		&why));
	assert_str(ask_key(&k), "-");
}

TEST(a_stated_kind_is_obeyed)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{ "{\"value\":\"evil.example:80\",\"kind\":\"domain\"}", "-" },
		{ "{\"value\":\"evil.example\",\"kind\":\"domain\"}", "evil.example" },
		{ "{\"value\":\"" MD5 "\",\"kind\":\"ja3\"}", MD5 },
		{ "{\"value\":\"192.0.2.7\",\"kind\":\"ipv4\"}", "192.0.2.7" },
		{ "{\"value\":\"192.0.2.7/32\",\"kind\":\"cidr\"}", "192.0.2.7" },
		{ "{\"value\":\"shop.example\",\"kind\":\"url\"}", "shop.example" },
		{ "{\"value\":\"DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09\","
		  "\"kind\":\"cert-sha1\"}",
		  SHA1 },
		{ "{\"value\":\"evil.example\",\"kind\":null,\"at\":null}", "evil.example" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct key k;

		if (key_read_json(arena, str_of(cases[i].line), &k, &why) != ERR_OK)
			fail_msg("%s", cases[i].line);
		if (!str_eq(ask_key(&k), str_of(cases[i].want)))
			fail_msg("%s: %.*s", cases[i].line, STR_FMT(ask_key(&k)));
	}
	/* A file's digest is not asked as a fingerprint when it is said to be one. */
	assert_int_equal(hits.n, 1);
}

TEST(what_cannot_be_read_is_refused_with_a_sentence)
{
	static const char *const lines[] = {
		"",
		"{",
		"[]",
		"\"evil.example\"",
		"{\"value\":1}",
		"{\"value\":\"\"}",
		"{\"value\":\" \"}",
		"{\"value\":\"x\",\"value\":\"y\"}",
		"{\"value\":\"x\",\"kind\":\"person\"}",
		"{\"value\":\"x\",\"kind\":7}",
		"{\"value\":\"x\",\"at\":\"yesterday\"}",
		"{\"value\":\"x\",\"at\":7}",
		"{\"value\":\"x\",\"who\":\"y\"}",
		"{\"value\":\"evil.example\",\"kind\":\"ipv4\"}",
		"{\"value\":\"12\",\"kind\":\"md5\"}",
		"{\"value\":\"http://\",\"kind\":\"url\"}",
		"{\"value\":{\"a\":{\"b\":{}}}}",
	};
	struct key k;
	struct buf big = { 0 };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		why = (struct why){ 0 };
		if (key_read_json(arena, str_of(lines[i]), &k, &why) == ERR_OK || !why.id)
			fail_msg("%s", lines[i]);
	}
	assert_int_equal(key_read(arena, IND_NONE, STR("\t "), &k, &why), ERR_SYNTAX);
	assert_int_equal(key_read(arena, IND_NONE, STR("http://"), &k, &why), ERR_SYNTAX);
	for (int i = 0; i <= KEY_TEXT_MAX; i++)
		buf_c(&big, 'a');
	assert_int_equal(key_read(arena, IND_NONE, buf_str(&big), &k, &why), ERR_LIMIT);
	buf_fini(&big);
}

/* Any bytes: read or refused, asked, written as one line of JSON that reads back. */
TEST(any_bytes_give_one_line_of_json)
{
	struct prng r = prng_of(16);
	struct arena *a = arena_open();
	struct buf out = { 0 };

	for (int i = 0; i < 20000; i++) {
		static const char alphabet[] = "ab.:/?@[]()%#*_-0127f\" \\\xc3\xa4\xff\x01\t";
		char text[40];
		size_t n = (size_t)prng_below(&r, sizeof text);
		struct json *v;
		struct key k;

		for (size_t j = 0; j < n; j++)
			text[j] = alphabet[prng_below(&r, sizeof alphabet - 1)];
		arena_reset(a);
		buf_clear(&out);
		if (key_read(a, IND_NONE, str_n(text, n), &k, &why) != ERR_OK)
			continue;
		key_ask(m, &k, &hits);
		key_write_json(&k, &hits, &out);
		assert_true(str_find(buf_str(&out), '\n') == out.n - 1);
		assert_ok(json_parse(a, buf_str(&out), (struct json_limits){ 0 }, &v, &why));
		assert_int_equal(json_bool(json_get(v, "hit"), !hits.n), hits.n > 0);
	}
	buf_fini(&out);
	arena_close(a);
}

/* ---- the same as an event ---- */

static void first_hit(void *ctx, const struct hit *h)
{
	struct hit *first = ctx;

	if (!first->source_count)
		*first = *h;
}

TEST(a_name_hits_exactly_where_an_event_would)
{
	static const char *const parts[] = { "evil", "example", "a", "b", "shop", "gone", "x", "" };
	struct prng r = prng_of(4);

	for (int i = 0; i < 5000; i++) {
		struct buf name = { 0 };
		struct hit want = { 0 };
		struct event_value v = { .field = FIELD_HTTP_HOST };
		struct event ev = { .v = &v, .n = 1 };
		struct key k;

		for (uint64_t n = 1 + prng_below(&r, 5); n; n--)
			buf_printf(&name, "%s%s", name.n ? "." : "", parts[prng_below(&r, 8)]);
		v.text = buf_str(&name);
		if (key_read(arena, IND_NONE, v.text, &k, &why) == ERR_OK) {
			key_ask(m, &k, &hits);
			matcher_event(m, &ev, first_hit, &want);
			assert_int_equal(hits.n > 0, want.source_count > 0);
			if (hits.n)
				assert_true(str_eq(hits.v[0].indicator, want.indicator));
		} else {
			assert_int_equal(name.n, 0);
		}
		buf_fini(&name);
	}
}

/* Explaining and asking walk different code over the same tables. */
TEST(what_is_explained_is_what_is_answered)
{
	static const char *const parts[] = { "evil",   "example", "a",   "b",   "shop", "gone",
					     "window", " x",      "192", "0",   "2",    "7",
					     "198",    "51",      "100", "200", "/24",  "/26" };
	static const char *const seps[] = { ".", ".", ".", "/", "?", ":" };
	struct arena *a = arena_open();
	struct prng r = prng_of(9);
	int same = 0;

	for (int i = 0; i < 20000; i++) {
		struct buf text = { 0 };
		struct explanation x;
		struct key k;

		arena_reset(a);
		if (prng_below(&r, 4) == 0)
			buf_puts(&text, prng_below(&r, 2) ? "http://" : "198.51.100.");
		for (uint64_t n = 1 + prng_below(&r, 5); n; n--)
			buf_printf(&text, "%s%s", parts[prng_below(&r, 18)],
				   n > 1 ? seps[prng_below(&r, 6)] : "");
		if (key_read(a, IND_NONE, buf_str(&text), &k, &why) == ERR_OK) {
			assert_ok(explain_value(g, d, buf_str(&text), (struct instant){ 1500000 },
						a, &x, &why));
			key_ask(m, &k, &hits);
			if (x.hits != (hits.n > 0))
				fail_msg("%.*s", STR_FMT(buf_str(&text)));
			same += x.hits;
		}
		buf_fini(&text);
	}
	assert_true(same > 500);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_key_is_told_by_its_form),
		CASE(whatever_a_log_may_hold_is_a_key_and_not_an_error),
		CASE(validity_is_asked_for_the_time_given_and_revocations_count),
		CASE(a_stated_kind_is_obeyed),
		CASE(what_cannot_be_read_is_refused_with_a_sentence),
		CASE(any_bytes_give_one_line_of_json),
		CASE(a_name_hits_exactly_where_an_event_would),
		CASE(what_is_explained_is_what_is_answered),
	};

	return cmocka_run_group_tests_name("match/key", tests, up, down);
}
