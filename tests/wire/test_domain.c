/* SPDX-License-Identifier: Apache-2.0 */
/* test_domain.c - the promises of wire/domain.h. */
#include "test.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/rand.h"
#include "wire/domain.h"

static const char *canon(const char *text)
{
	static char name[DOMAIN_MAX + 1];
	struct why why;
	size_t n;

	if (domain_canon(str_of(text), name, &n, &why) != ERR_OK)
		return "refused";
	name[n] = 0;
	return name;
}

TEST(one_name_has_one_form)
{
	static const char *const pairs[][2] = {
		{ "Evil.EXAMPLE", "evil.example" },
		{ "evil.example.", "evil.example" },
		{ "_dmarc.Evil.example", "_dmarc.evil.example" },
		{ "*.evil.example", "*.evil.example" },
		{ "-a-.b--c.example", "-a-.b--c.example" },
		{ "faß.de", "xn--fa-hia.de" }, /* nontransitional: not fass.de */
		{ "XN--FA-HIA.de", "xn--fa-hia.de" },
		{ "例子.中国", "xn--fsqu00a.xn--fiqs8s" },
		{ "例子。中国。", "xn--fsqu00a.xn--fiqs8s" },
		{ "xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s" },
		{ "BÜCHER.example", "xn--bcher-kva.example" },
		{ "bu\xCC\x88"
		  "cher.example",
		  "xn--bcher-kva.example" },             /* u + combining */
		{ "ｅｖｉｌ．example", "evil.example" }, /* full width */
		{ "_sip.例子.中国", "_sip.xn--fsqu00a.xn--fiqs8s" },
		{ "xn--not-punycode-at-all.example", "xn--not-punycode-at-all.example" },
		{ "1.2.3.4.example", "1.2.3.4.example" },
		{ "1.2.3", "1.2.3" },
		{ "localhost", "localhost" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (strcmp(canon(pairs[i][0]), pairs[i][1]) != 0)
			fail_msg("\"%s\" became \"%s\"", pairs[i][0], canon(pairs[i][0]));
}

TEST(what_is_no_name_is_refused_with_its_own_reason)
{
	static const struct {
		const char *text;
		enum say_id id;
	} bad[] = {
		{ "", SAY_DOMAIN_EMPTY },
		{ ".", SAY_DOMAIN_EMPTY },
		{ "a..b", SAY_DOMAIN_LABEL_EMPTY },
		{ ".a", SAY_DOMAIN_LABEL_EMPTY },
		{ "a.b..", SAY_DOMAIN_LABEL_EMPTY },
		{ "a b.example", SAY_DOMAIN_CHAR },
		{ "a/b", SAY_DOMAIN_CHAR },
		{ "a:80", SAY_DOMAIN_CHAR },
		{ "a.*.example", SAY_DOMAIN_CHAR },
		{ "1.2.3.4", SAY_DOMAIN_ADDR },
		{ "1.2.3.4.", SAY_DOMAIN_ADDR },
		{ "１.2.3.4", SAY_DOMAIN_ADDR },
		{ "\xFF.example", SAY_DOMAIN_IDN },
		{ "a\xE4.example", SAY_DOMAIN_IDN },
	};
	char name[DOMAIN_MAX];
	struct why why;
	size_t n;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (domain_canon(str_of(bad[i].text), name, &n, &why) != ERR_SYNTAX)
			fail_msg("%s", bad[i].text);
		if (why.id != bad[i].id)
			fail_msg("\"%s\": %s", bad[i].text, say_name(why.id));
	}
}

static struct str long_name(char *p, size_t label, size_t total)
{
	for (size_t i = 0; i < total; i++)
		p[i] = i % (label + 1) == label ? '.' : 'a';
	return str_n(p, total);
}

TEST(labels_end_at_63_bytes_and_names_at_253)
{
	char p[400], name[DOMAIN_MAX];

	assert_int_equal(domain_fold(long_name(p, 63, 253), name), 253);
	assert_int_equal(domain_fold(long_name(p, 63, 254), name), 0);
	long_name(p, 63, 253);
	p[253] = '.';
	assert_int_equal(domain_fold(str_n(p, 254), name), 253);
	assert_int_equal(domain_fold(long_name(p, 64, 70), name), 0);
	assert_int_equal(domain_fold(long_name(p, 70, 64), name), 0);
	assert_int_equal(domain_fold(long_name(p, 70, 63), name), 63);
}

TEST(fold_and_canon_are_one_function)
{
	static const char alphabet[] = "abcXYZ019-_.*.. /\\:\xC3\xA4\x80";
	struct prng r = prng_of(7);

	for (int i = 0; i < 300000; i++) {
		char text[80], x[DOMAIN_MAX], y[DOMAIN_MAX];
		size_t len = prng_below(&r, 12), n, m;
		bool common = prng_below(&r, 4) > 0; /* mostly names */

		for (size_t k = 0; k < len; k++)
			text[k] = alphabet[prng_below(&r, common ? 12 : sizeof alphabet - 1)];
		n = domain_fold(str_n(text, len), x);
		if (domain_canon(str_n(text, len), y, &m, NULL) != ERR_OK)
			m = 0;
		assert_int_equal(n, m);
		if (n == 0)
			continue;
		assert_memory_equal(x, y, n);
		/* And canonical names are their own form. */
		if (domain_fold(str_n(x, n), y) != n)
			fail_msg("%.*s -> %.*s", (int)len, text, (int)n, x);
		assert_memory_equal(x, y, n);
	}
}

/* "input registrable" a line, or "input null". */
static void check_vector(struct str line, unsigned *checked)
{
	struct str want = line, input;
	char name[DOMAIN_MAX], expect[DOMAIN_MAX];
	size_t n, m;
	struct str got = { 0 };

	str_split(&want, ' ', &input);
	want = str_trim(want);
	n = str_eq(input, STR("null")) ? 0 : domain_fold(input, name);
	if (n)
		got = domain_registrable(str_n(name, n));
	m = str_eq(want, STR("null")) ? 0 : domain_fold(want, expect);
	if (!str_eq(got, str_n(expect, m)))
		fail_msg("%.*s gave %.*s", STR_FMT(line), STR_FMT(got));
	if (n)
		assert_int_equal(domain_is_public_suffix(str_n(name, n)), m == 0);
	++*checked;
}

TEST(the_public_suffix_vectors_hold)
{
	const char *path = SHARED("5-mobile-infra/psl/tests/tests.txt");
	struct arena *a = arena_open();
	unsigned checked = 0;
	struct str all, line;

	if (!path) {
		arena_close(a);
		skip();
	}
	assert_ok(file_read(path, 1 << 20, a, &all, NULL));
	while (str_split(&all, '\n', &line)) {
		line = str_trim(line);
		if (line.n && !str_starts(line, STR("//")))
			check_vector(line, &checked);
	}
	assert_int_equal(checked, 78);
	arena_close(a);
}

TEST(suffixes_of_both_sections_and_unlisted_ones_are_known)
{
	static const char *const suffix[] = { "com",        "co.uk",  "github.io",
					      "xn--fiqs8s", "eu.org", "anything-unlisted",
					      "foo.ck" };
	static const char *const name[] = { "evil.com", "x.co.uk", "a.github.io", "www.ck",
					    "example.anything-unlisted" };

	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++)
		assert_true(domain_is_public_suffix(str_of(suffix[i])));
	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		assert_false(domain_is_public_suffix(str_of(name[i])));
	/* Shared: the same, but for one customer's host under a private "*" rule. */
	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++)
		assert_true(domain_is_shared(str_of(suffix[i])));
	assert_true(domain_is_public_suffix(STR("ec2-192-0-2-1.compute-1.amazonaws.com")));
	assert_false(domain_is_shared(STR("ec2-192-0-2-1.compute-1.amazonaws.com")));
	assert_false(domain_is_shared(STR("evil.com")));
	assert_str(domain_registrable(STR("a.b.evil.co.uk")), "evil.co.uk");
	assert_str(domain_registrable(STR("co.uk")), "");
}

TEST(a_domain_covers_itself_and_below_at_label_borders)
{
	struct str evil = STR("evil.example");

	assert_true(domain_covers(evil, STR("evil.example")));
	assert_true(domain_covers(evil, STR("a.b.evil.example")));
	assert_false(domain_covers(evil, STR("notevil.example")));
	assert_false(domain_covers(evil, STR("evil.example.org")));
	assert_false(domain_covers(STR("a.evil.example"), evil));
	assert_int_equal(domain_labels(STR("a.b.c")), 3);
	assert_int_equal(domain_labels(STR("")), 0);
}

TEST(people_see_the_unicode_form)
{
	struct arena *a = arena_open();

	assert_str(domain_unicode(a, STR("xn--fsqu00a.xn--fiqs8s")), "例子.中国");
	assert_str(domain_unicode(a, STR("evil.example")), "evil.example");
	assert_str(domain_unicode(a, STR("xn--zzzzzzzzz99999.example")),
		   "xn--zzzzzzzzz99999.example");
	arena_close(a);
}

TESTS("wire/domain", CASE(one_name_has_one_form),
      CASE(what_is_no_name_is_refused_with_its_own_reason),
      CASE(labels_end_at_63_bytes_and_names_at_253), CASE(fold_and_canon_are_one_function),
      CASE(the_public_suffix_vectors_hold),
      CASE(suffixes_of_both_sections_and_unlisted_ones_are_known),
      CASE(a_domain_covers_itself_and_below_at_label_borders), CASE(people_see_the_unicode_form))
