/* SPDX-License-Identifier: Apache-2.0 */
/* test_indicator.c - the promises of wire/indicator.h. */
#include "test.h"

#include "base/arena.h"
#include "wire/indicator.h"

static struct arena *arena;

static int up(void **state)
{
	arena = arena_open();
	return 0;
}

static int down(void **state)
{
	arena_close(arena);
	return 0;
}

#define HASH32 "d41d8cd98f00b204e9800998ecf8427e"
#define HASH40 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define HASH64 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define JA4 "t13d1516h2_8daaf6152771_e5627efa2ab1"

TEST(an_entry_is_told_apart_and_made_canonical)
{
	static const struct {
		const char *text;
		enum indicator_kind kind;
		const char *value;
	} rows[] = {
		{ "Evil.Example.", IND_DOMAIN, "evil.example" },
		{ " evil.example\r", IND_DOMAIN, "evil.example" },
		{ "*.evil.example", IND_DOMAIN, "evil.example" },
		{ ".evil.example", IND_DOMAIN, "evil.example" },
		{ "evil[.]example", IND_DOMAIN, "evil.example" },
		{ "evil(.)example", IND_DOMAIN, "evil.example" },
		{ "evil[dot]sub(DOT)example", IND_DOMAIN, "evil.sub.example" },
		{ "evil.example:8080", IND_DOMAIN, "evil.example" },
		{ "例子.中国", IND_DOMAIN, "xn--fsqu00a.xn--fiqs8s" },
		{ "xn--fsqu00a.xn--fiqs8s", IND_DOMAIN, "xn--fsqu00a.xn--fiqs8s" },
		{ "_x.evil.example", IND_DOMAIN, "_x.evil.example" },
		{ "192.0.2.1", IND_IPV4, "192.0.2.1" },
		{ "192[.]0[.]2[.]1", IND_IPV4, "192.0.2.1" },
		{ "192.0.2.1:8080", IND_IPV4, "192.0.2.1" },
		{ "192[.]0[.]2[.]1[:]8080", IND_IPV4, "192.0.2.1" },
		{ "192.0.2.1/32", IND_IPV4, "192.0.2.1" },
		{ "2001:DB8::1", IND_IPV6, "2001:db8::1" },
		{ "2001:DB8::1/128", IND_IPV6, "2001:db8::1" },
		{ "[fe80::]:135", IND_IPV6, "fe80::" },
		{ "[2001:db8::1]", IND_IPV6, "2001:db8::1" },
		{ "::ffff:192.0.2.1", IND_IPV4, "192.0.2.1" },
		{ "192.0.2.77/24", IND_CIDR, "192.0.2.0/24" },
		{ "10.0.0.0/8", IND_CIDR, "10.0.0.0/8" },
		{ "2001:db8::1/32", IND_CIDR, "2001:db8::/32" },
		{ "http://evil.example", IND_URL, "evil.example/" },
		{ "hxxp://evil[.]example/A", IND_URL, "evil.example/A" },
		{ "hXXps[:]//evil[.]example:8443/a(.)b[.]c", IND_URL,
		  "evil.example:8443/a(.)b[.]c" },
		{ "h**p://evil.example/", IND_URL, "evil.example/" },
		{ "hxxps[://]evil.example:443/", IND_URL, "evil.example/" },
		{ "evil.example/path?x=1", IND_URL, "evil.example/path?x=1" },
		{ "evil.example?x=1", IND_URL, "evil.example/?x=1" },
		{ "//evil.example/x", IND_URL, "evil.example/x" },
		{ "ec2-192-0-2-1.compute-1.amazonaws.com", IND_DOMAIN,
		  "ec2-192-0-2-1.compute-1.amazonaws.com" },
		{ "http://192.0.2.1", IND_URL, "192.0.2.1/" },
		{ "192.0.2.1/x.sh", IND_URL, "192.0.2.1/x.sh" },
		{ "192.0.2.1:81/24", IND_URL, "192.0.2.1:81/24" },
		{ "http://user@evil.example/", IND_URL, "evil.example/" },
		{ "https://github.io/evil", IND_URL, "github.io/evil" },
		{ "http://[2001:db8::1]/x", IND_URL, "[2001:db8::1]/x" },
		{ "D41D8CD98F00B204E9800998ECF8427E", IND_MD5, HASH32 },
		{ HASH40, IND_SHA1, HASH40 },
		{ HASH64, IND_SHA256, HASH64 },
		{ JA4, IND_JA4, JA4 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct indicator ind;
		struct why why;

		if (indicator_guess(arena, str_of(rows[i].text), &ind, &why) != ERR_OK)
			fail_msg("\"%s\": %s", rows[i].text, say_name(why.id));
		if (ind.kind != rows[i].kind || !str_eq(ind.value, str_of(rows[i].value)))
			fail_msg("\"%s\": %s %.*s", rows[i].text, indicator_kind_name(ind.kind),
				 STR_FMT(ind.value));
		assert_true(ind.valid_from.us == INT64_MIN && ind.valid_until.us == INT64_MAX);
		assert_int_equal(ind.confidence, 255);
	}
}

TEST(each_refusal_has_its_own_reason)
{
	static const struct {
		const char *text;
		enum err code;
		enum say_id id;
	} rows[] = {
		{ "", ERR_SYNTAX, SAY_INDICATOR_EMPTY },
		{ "co.uk", ERR_UNSUPPORTED, SAY_INDICATOR_SUFFIX },
		{ ".eu.org", ERR_UNSUPPORTED, SAY_INDICATOR_SUFFIX },
		{ "*.github.io", ERR_UNSUPPORTED, SAY_INDICATOR_SUFFIX },
		{ "http://co.uk/", ERR_UNSUPPORTED, SAY_INDICATOR_SUFFIX },
		{ ".cf", ERR_UNSUPPORTED, SAY_INDICATOR_SINGLE },
		{ "localhost", ERR_UNSUPPORTED, SAY_INDICATOR_SINGLE },
		{ "http://localhost/x", ERR_UNSUPPORTED, SAY_INDICATOR_SINGLE },
		{ "admin/gate.php", ERR_UNSUPPORTED, SAY_INDICATOR_SINGLE },
		{ "/wp-content/gate.php", ERR_UNSUPPORTED, SAY_INDICATOR_PATH },
		{ "/a?b@c", ERR_UNSUPPORTED, SAY_INDICATOR_PATH },
		{ "/", ERR_UNSUPPORTED, SAY_INDICATOR_PATH },
		{ "///x", ERR_UNSUPPORTED, SAY_INDICATOR_PATH },
		{ "^[a-z]{1}\\-[a-z]{1,3}\\.top$", ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN },
		{ "evil\\.example", ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN },
		{ "evil*.example", ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN },
		{ "*.*.example", ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN },
		{ "a|b.example/x", ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN },
		{ "http://*.evil.example/", ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN },
		{ "victim@example.org", ERR_DENIED, SAY_INDICATOR_PERSONAL },
		{ "victim[@]example[.]org", ERR_DENIED, SAY_INDICATOR_PERSONAL },
		{ "victim@example.org/x", ERR_DENIED, SAY_INDICATOR_PERSONAL },
		{ "mailto:victim@example.org", ERR_DENIED, SAY_INDICATOR_PERSONAL },
		{ "192.0.2.1:0", ERR_SYNTAX, SAY_INDICATOR_PORT },
		{ "192.0.2.1:65536", ERR_SYNTAX, SAY_INDICATOR_PORT },
		{ "[2001:db8::1]:0", ERR_SYNTAX, SAY_INDICATOR_PORT },
		{ "evil.example:0", ERR_SYNTAX, SAY_INDICATOR_PORT },
		{ "http://evil.example:0/", ERR_SYNTAX, SAY_URL_PORT },
		{ "0.0.0.0/0", ERR_UNSUPPORTED, SAY_INDICATOR_WIDE },
		{ "128.0.0.0/7", ERR_UNSUPPORTED, SAY_INDICATOR_WIDE },
		{ "2000::/15", ERR_UNSUPPORTED, SAY_INDICATOR_WIDE },
		{ "192.0.2.0/33", ERR_SYNTAX, SAY_INDICATOR_PREFIX },
		{ "C91.196.152.28", ERR_SYNTAX, SAY_INDICATOR_NUMBER },
		{ "1.2.3.256", ERR_SYNTAX, SAY_INDICATOR_NUMBER },
		{ "010.0.0.1", ERR_SYNTAX, SAY_INDICATOR_NUMBER },
		{ "evil example.org", ERR_SYNTAX, SAY_DOMAIN_CHAR },
		{ "evil..example", ERR_SYNTAX, SAY_DOMAIN_LABEL_EMPTY },
		{ "http:///x", ERR_SYNTAX, SAY_URL_NO_HOST },
		{ "%20evil.example", ERR_SYNTAX, SAY_DOMAIN_CHAR },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct indicator ind;
		struct why why;
		enum err e = indicator_guess(arena, str_of(rows[i].text), &ind, &why);

		if (e != rows[i].code || why.id != rows[i].id)
			fail_msg("\"%s\": %s %s", rows[i].text, err_name(e),
				 e ? say_name(why.id) : indicator_kind_name(ind.kind));
	}
}

TEST(a_known_kind_is_read_as_that_kind)
{
	static const struct {
		enum indicator_kind kind;
		const char *text;
		enum indicator_kind got; /* IND_NONE: refused */
		const char *value;
	} rows[] = {
		{ IND_JA3, HASH32, IND_JA3, HASH32 },
		{ IND_MD5, HASH32, IND_MD5, HASH32 },
		{ IND_MD5, HASH40, IND_NONE, "" },
		{ IND_CERT_SHA1, "DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09",
		  IND_CERT_SHA1, HASH40 },
		{ IND_CERT_SHA256, HASH64, IND_CERT_SHA256, HASH64 },
		{ IND_SHA256, HASH64 "0", IND_NONE, "" },
		{ IND_SHA1, "zz", IND_NONE, "" },
		{ IND_DOMAIN, HASH32 ".example", IND_DOMAIN, HASH32 ".example" },
		{ IND_DOMAIN, "192.0.2.1", IND_NONE, "" },
		{ IND_DOMAIN, "evil.example/x", IND_NONE, "" },
		{ IND_IPV4, "192.0.2.0/24", IND_CIDR, "192.0.2.0/24" },
		{ IND_IPV4, "2001:db8::1", IND_IPV6, "2001:db8::1" },
		{ IND_CIDR, "192.0.2.1", IND_IPV4, "192.0.2.1" },
		{ IND_IPV4, "192.0.2.1:53", IND_IPV4, "192.0.2.1" },
		{ IND_IPV4, "evil.example", IND_NONE, "" },
		{ IND_URL, "evil.example", IND_URL, "evil.example/" },
		{ IND_URL, "/x", IND_NONE, "" },
		{ IND_JA4, "T13D1516H2_8DAAF6152771_E5627EFA2AB1", IND_JA4, JA4 },
		{ IND_JA4, HASH32, IND_NONE, "" },
		{ IND_NONE, "evil.example", IND_DOMAIN, "evil.example" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct indicator ind;
		bool ok = indicator_of(arena, rows[i].kind, str_of(rows[i].text), &ind, NULL) ==
			  ERR_OK;

		if (ok != (rows[i].got != IND_NONE))
			fail_msg("\"%s\": taken %d", rows[i].text, ok);
		if (ok)
			assert_int_equal(ind.kind, rows[i].got);
		if (ok)
			assert_str(ind.value, rows[i].value);
	}
}

TEST(a_canonical_value_is_guessed_as_itself)
{
	static const char *const values[] = { "evil.example",      "192.0.2.1",     "2001:db8::",
					      "10.0.0.0/9",        "evil.example/", "192.0.2.1/",
					      "[2001:db8::1]/x?y", HASH32,          JA4 };

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct indicator ind;

		assert_ok(indicator_guess(arena, str_of(values[i]), &ind, NULL));
		assert_str(ind.value, values[i]);
	}
}

TEST(names_of_kinds_markings_and_categories_read_back)
{
	enum indicator_kind k;
	enum category c;
	enum tlp t;

	for (int i = IND_DOMAIN; i < IND_KINDS; i++)
		assert_true(indicator_kind_of(str_of(indicator_kind_name(i)), &k) && (int)k == i);
	for (int i = CAT_C2; i < CAT_COUNT; i++)
		assert_true(category_of(str_of(category_name(i)), &c) && (int)c == i);
	for (int i = 0; i < TLP_COUNT; i++)
		assert_true(tlp_of(str_of(tlp_name(i)), &t) && (int)t == i);
	assert_false(indicator_kind_of(STR("none"), &k));
	assert_false(category_of(STR("politics"), &c));
	assert_false(category_of(STR("none"), &c));
	assert_true(tlp_of(STR("white"), &t) && t == TLP_CLEAR);
	assert_true(tlp_of(STR("tlp:amber+strict"), &t) && t == TLP_AMBER_STRICT);
	assert_false(tlp_of(STR("TLP:"), &t));
	assert_string_equal(indicator_hit_kind(IND_SHA1), "hash");
	assert_string_equal(indicator_hit_kind(IND_CERT_SHA256), "cert");
	assert_string_equal(indicator_hit_kind(IND_CIDR), "cidr");
}

TESTS("wire/indicator", CASE_UP(an_entry_is_told_apart_and_made_canonical, up, down),
      CASE_UP(each_refusal_has_its_own_reason, up, down),
      CASE_UP(a_known_kind_is_read_as_that_kind, up, down),
      CASE_UP(a_canonical_value_is_guessed_as_itself, up, down),
      CASE_UP(names_of_kinds_markings_and_categories_read_back, up, down))
