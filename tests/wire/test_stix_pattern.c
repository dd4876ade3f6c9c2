/* SPDX-License-Identifier: Apache-2.0 */
/* test_stix_pattern.c - which patterns are valid, and what of them can be matched. */
#include "test.h"

#include "base/file.h"
#include "wire/feed_parts.h"

static void on_found(void *ctx, const struct stix_found *f)
{
	buf_printf(ctx, "%s %.*s;", indicator_kind_name(f->kind), STR_FMT(f->value));
}

static void on_aside(void *ctx, struct str type, bool personal)
{
	buf_printf(ctx, "%s%.*s;", personal ? "personal " : "aside ", STR_FMT(type));
}

static enum stix_verdict run(struct str text, const char **log, struct why *why)
{
	static char out[1 << 16];
	struct arena *a = arena_open();
	struct buf b = { 0 };
	enum stix_verdict v = stix_pattern_read(a, text, on_found, on_aside, &b, why);

	snprintf(out, sizeof out, "%s", buf_cstr(&b));
	if (log)
		*log = out;
	buf_fini(&b);
	arena_close(a);
	return v;
}

#define MD5 "cead3f77f6cda6ec00f57d76c9a6879f"
#define SHA1 "5898fc860300e228dcd54c0b1045b5fa0dcda502"
#define SHA256 "aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f"

TEST(comparisons_and_ors_of_them_are_matchable)
{
	static const struct {
		const char *pattern, *want;
	} cases[] = {
		{ "[domain-name:value = 'evil.example']", "domain evil.example;" },
		{ "[domain-name:value='evil.example']", "domain evil.example;" },
		{ "[ipv4-addr:value == '192.0.2.1']", "ipv4 192.0.2.1;" },
		{ "[ipv6-addr:value = '2001:db8::1']", "ipv6 2001:db8::1;" },
		{ "[url:value = 'http://evil.example/it\\'s' OR url:value = "
		  "'http://b.example/\\\\']",
		  "url http://evil.example/it's;url http://b.example/\\;" },
		{ "[file:hashes.MD5 = '" MD5 "' OR file:hashes.'SHA-1' = '" SHA1
		  "' OR file:hashes.'SHA-256' = '" SHA256 "']",
		  "md5 " MD5 ";sha1 " SHA1 ";sha256 " SHA256 ";" },
		{ "[file:hashes.'sha256' = '" SHA256 "']", "sha256 " SHA256 ";" },
		{ "[x509-certificate:hashes.'SHA-1' = '" SHA1 "']", "cert-sha1 " SHA1 ";" },
		{ "[domain-name:value IN ('a.example', 'b.example')]",
		  "domain a.example;domain b.example;" },
		{ "[ipv4-addr:value ISSUBSET '192.0.2.0/24']", "ipv4 192.0.2.0/24;" },
		{ "([domain-name:value = 'a.example'] OR ([(domain-name:value = 'b.example')]))",
		  "domain a.example;domain b.example;" },
		{ "[domain-name:value = 'a.example' OR mutex:name = 'm' OR email-addr:value = 'x']",
		  "domain a.example;aside mutex:name;personal email-addr:value;" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *log;

		assert_int_equal(run(str_of(cases[i].pattern), &log, NULL), STIX_MATCHABLE);
		assert_string_equal(log, cases[i].want);
	}
}

TEST(what_needs_more_than_one_sign_is_counted_once)
{
	static const struct {
		const char *pattern, *want;
		enum stix_verdict verdict;
	} cases[] = {
		{ "[domain-name:value = 'a.example' AND file:name = 'b']", "aside AND;",
		  STIX_ASIDE },
		{ "[url:value = 'a'] FOLLOWEDBY [url:value = 'b']", "aside FOLLOWEDBY;",
		  STIX_ASIDE },
		{ "[url:value = 'a'] AND [url:value = 'b']", "aside AND;", STIX_ASIDE },
		{ "[url:value = 'a'] REPEATS 2 TIMES", "aside REPEATS;", STIX_ASIDE },
		{ "[url:value = 'a'] WITHIN 2.5 SECONDS", "aside WITHIN;", STIX_ASIDE },
		{ "[url:value = 'a' AND email-addr:value = 'b']", "personal AND;", STIX_PERSONAL },
		{ "[domain-name:value != 'a.example']", "aside domain-name:value;", STIX_ASIDE },
		{ "[domain-name:value NOT = 'a.example']", "aside domain-name:value;", STIX_ASIDE },
		{ "[domain-name:value NOT IN ('a.example')]", "aside domain-name:value;",
		  STIX_ASIDE },
		{ "[domain-name:value LIKE '%.example']", "aside domain-name:value;", STIX_ASIDE },
		{ "[domain-name:value MATCHES 'a.*']", "aside domain-name:value;", STIX_ASIDE },
		{ "[ipv4-addr:value NOT ISSUBSET '192.0.2.0/24']", "aside ipv4-addr:value;",
		  STIX_ASIDE },
		{ "[ipv4-addr:value ISSUPERSET '192.0.2.0/24']", "aside ipv4-addr:value;",
		  STIX_ASIDE },
		{ "[EXISTS domain-name:value]", "aside domain-name:value;", STIX_ASIDE },
		{ "[domain-name:value = 5]", "aside domain-name:value;", STIX_ASIDE },
		{ "[file:hashes[*] = '" MD5 "']", "aside file:hashes[*];", STIX_ASIDE },
		{ "[email-addr:value = 'a@b.example']", "personal email-addr:value;",
		  STIX_PERSONAL },
		{ "[user-account:user_id = '7']", "personal user-account:user_id;", STIX_PERSONAL },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *log;

		if (run(str_of(cases[i].pattern), &log, NULL) != cases[i].verdict)
			fail_msg("%s", cases[i].pattern);
		assert_string_equal(log, cases[i].want);
	}
}

TEST(broken_patterns_give_nothing_and_say_where)
{
	static const char *const bad[] = {
		"",
		"[]",
		"[domain-name:value = 'a.example'",
		"[domain-name:value = 'a.example']]",
		"[domain-name:value = 'a.example'] x",
		"[domain-name:value = 'a.example",
		"[domain-name:value = \"a.example\"]",
		"[domain-name:value = a.example]",
		"[domain-name.value = 'a.example']",
		"[domain-name:value 'a.example']",
		"[domain-name:value = 'a.example' OR]",
		"[domain-name:value = 'a.example' or domain-name:value = 'b']",
		"[domain-name:value = 'a\\.example']",
		"[domain-name:value IN 'a.example']",
		"[domain-name:value IN ('a.example',)]",
		"[domain-name:value = 'a.example'] OR",
		"[file:hashes.MD5 = 'cead3f77']",
		"[file:hashes.MD5 = '" SHA1 "']",
		"[file:hashes.MD5 = 'zead3f77f6cda6ec00f57d76c9a6879f']",
		"[url:value = 'a'] WITHIN 0 SECONDS",
		"[url:value = 'a'] REPEATS 1.5 TIMES",
		"[url:value = 'a'] START t'2020-01-02T00:00:00Z' STOP t'2020-01-01T00:00:00Z'",
		"[url:value = t'2020-13-01T00:00:00Z']",
		"[url:value = h'abc']",
		"[url:value = 01]",
		"[url:value > true]",
		"[url:value[ = 'a']",
		"[url:value[-] = 'a']",
		"[:value = 'a']",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *log;
		struct why why = { 0 };

		if (run(str_of(bad[i]), &log, &why) != STIX_INVALID)
			fail_msg("taken: %s", bad[i]);
		assert_string_equal(log, "");
		assert_true(why.id != SAY_NONE);
	}
}

TEST(depth_and_length_are_limited)
{
	struct buf b = { 0 };
	struct why why;

	for (int i = 0; i < 100000; i++)
		buf_c(&b, '(');
	assert_int_equal(run(str_n(b.p, 1000), NULL, &why), STIX_INVALID);
	assert_int_equal(why.id, SAY_STIX_LIMIT);
	assert_int_equal(run(buf_str(&b), NULL, &why), STIX_INVALID);
	assert_int_equal(why.id, SAY_STIX_LIMIT);
	buf_clear(&b);
	buf_puts(&b, "[a:b IN (");
	for (int i = 0; i < STIX_COMPARISONS_MAX + 1; i++)
		buf_puts(&b, i ? ",1" : "1");
	buf_puts(&b, ")]");
	assert_int_equal(run(buf_str(&b), NULL, &why), STIX_INVALID);
	assert_int_equal(why.id, SAY_STIX_LIMIT);
	buf_fini(&b);
}

TEST(the_reference_validator_s_verdicts_hold)
{
	const char *path = SHARED("2-stix-misp/stix-patterns/cases.json");
	struct arena *a = arena_open();
	struct str in;
	struct json *v;

	if (!path) {
		arena_close(a);
		skip();
	}
	assert_ok(file_read(path, 1 << 20, a, &in, NULL));
	assert_ok(json_parse(a, in, (struct json_limits){ 0 }, &v, NULL));
	assert_int_equal(json_get(v, "valid")->count, 49);
	for (const struct json *p = json_get(v, "valid")->child; p; p = p->next) {
		struct why why = { 0 };

		if (run(p->text, NULL, &why) == STIX_INVALID)
			fail_msg("valid, but refused: %.*s", STR_FMT(p->text));
	}
	assert_int_equal(json_get(v, "invalid")->count, 17);
	for (const struct json *p = json_get(v, "invalid")->child; p; p = p->next)
		if (run(json_str(json_get(p, "pattern"), STR("")), NULL, NULL) != STIX_INVALID)
			fail_msg("invalid, but taken: %.*s", STR_FMT(json_get(p, "pattern")->text));
	arena_close(a);
}

TESTS("wire/stix_pattern", CASE(comparisons_and_ors_of_them_are_matchable),
      CASE(what_needs_more_than_one_sign_is_counted_once),
      CASE(broken_patterns_give_nothing_and_say_where), CASE(depth_and_length_are_limited),
      CASE(the_reference_validator_s_verdicts_hold))
