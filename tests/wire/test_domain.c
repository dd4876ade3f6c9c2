/* SPDX-License-Identifier: Apache-2.0 */
/* test_domain.c - the promises of wire/domain.h. */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
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
		{ "例子.中国..", SAY_DOMAIN_LABEL_EMPTY },
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

/* The length of the canonical form; 0 where there is none. */
static size_t canon_length(struct str text, char *out)
{
	size_t n;

	return domain_canon(text, out, &n, NULL) == ERR_OK ? n : 0;
}

TEST(labels_end_at_63_bytes_and_names_at_253)
{
	char p[400], name[DOMAIN_MAX];

	assert_int_equal(canon_length(long_name(p, 63, 253), name), 253);
	assert_int_equal(canon_length(long_name(p, 63, 254), name), 0);
	long_name(p, 63, 253);
	p[253] = '.';
	assert_int_equal(canon_length(str_n(p, 254), name), 253);
	assert_int_equal(canon_length(long_name(p, 64, 70), name), 0);
	assert_int_equal(canon_length(long_name(p, 70, 64), name), 0);
	assert_int_equal(canon_length(long_name(p, 70, 63), name), 63);
}

TEST(fold_is_canon_for_every_name_that_canon_takes)
{
	static const char alphabet[] = "abcXYZ019-_.*.. /\\:\xC3\xA4\x80";
	struct prng r = prng_of(7);
	unsigned taken = 0;

	for (int i = 0; i < 300000; i++) {
		char text[80], x[DOMAIN_MAX], y[DOMAIN_MAX];
		size_t len = prng_below(&r, 12), n, m;
		bool common = prng_below(&r, 4) > 0; /* mostly names */

		for (size_t k = 0; k < len; k++)
			text[k] = alphabet[prng_below(&r, common ? 12 : sizeof alphabet - 1)];
		n = domain_fold(str_n(text, len), x);
		m = canon_length(str_n(text, len), y);
		if (m == 0)
			continue;
		taken++;
		assert_int_equal(n, m);
		assert_memory_equal(x, y, n);
		/* And canonical names are their own form. */
		if (domain_fold(str_n(x, n), y) != n)
			fail_msg("%.*s -> %.*s", (int)len, text, (int)n, x);
		assert_memory_equal(x, y, n);
	}
	assert_true(taken > 50000);
}

/* ---- names of events ---- */

static bool is_below(struct str parent, struct str event)
{
	char name[DOMAIN_MAX];
	size_t n = domain_fold(event, name);

	return domain_covers(parent, str_n(name, n));
}

TEST(a_listed_name_covers_what_is_below_it_whatever_the_labels_hold)
{
	static const struct str below[] = {
		STR("evil.example"),
		STR("EVIL.Example."),
		STR("a b.evil.example"),
		STR(" .evil.example"),
		STR("x@y.Evil.example"),
		STR("%00.evil.example"),
		STR("\0.evil.example"),
		STR("a\0b.c.evil.example."),
		STR(".evil.example"),
		STR("..evil.example"),
		STR("a..b.evil.example"),
		STR("\x01\x02\x7f.evil.example"),
		STR("\xFF\xFE.EVIL.example"),
		STR("\xC3.evil.example."),
		STR("\x80..evil.example"),
		STR("a\0\xFF.evil.example"),
		STR("例子.\xFF.evil.example"),
		STR("\xFF.例子.evil.example"),
		STR("xn--\xFF.xn--99999999.evil.example"),
		STR("*.evil.example"),
		STR("a.*.evil.example"),
		STR("[x].evil.example"),
		STR("a:80.evil.example"),
		STR("1.2.3.4.evil.example"),
		STR("TUNNEL/of+base64==.q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWe"
		    "J.evil.example"),
	};
	static const struct str beside[] = {
		STR("notevil.example"),
		STR("not evil.example"),
		STR("\0evil.example"),
		STR("\xFF"
		    "evil.example"),
		STR("例evil.example"),
		STR("-evil.example"),
		STR("evil.example.."),
		STR("evil.example.org"),
		STR("evil.example .org"),
		STR("evil.example "),
		STR("evil.example\0"),
		STR("a.evil.example:80"),
		STR("evil .example"),
		STR("evil..example"),
		STR("evil@example"),
		STR("example"),
		STR(".example"),
		STR("\xFF.notevil.example"),
		STR("\xFF.evil.example.org"),
		STR("evil.example\xFF"),
		STR("evil.example.\xFF"),
	};

	for (size_t i = 0; i < sizeof below / sizeof *below; i++)
		if (!is_below(STR("evil.example"), below[i]))
			fail_msg("%zu \"%.*s\" is missed", i, STR_FMT(below[i]));
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		if (is_below(STR("evil.example"), beside[i]))
			fail_msg("%zu \"%.*s\" is no hit", i, STR_FMT(beside[i]));
}

TEST(what_is_no_domain_folds_to_nothing)
{
	static const char *const none[] = { "",         ".",        "1.2.3.4",
					    "1.2.3.4.", "１.2.3.4", "2001:db8::1" };
	char p[400], name[DOMAIN_MAX];

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(domain_fold(str_of(none[i]), name), 0);
	memset(p, 'a', sizeof p); /* a last label that does not fit */
	assert_int_equal(domain_fold(str_n(p, 254), name), 0);
	memset(p, '\xFF', sizeof p);
	assert_int_equal(domain_fold(str_n(p, 254), name), 0);
	assert_int_equal(domain_fold(str_n(p, 253), name), 253);
}

static const char *folded(struct str text)
{
	static char name[DOMAIN_MAX + 1];

	name[domain_fold(text, name)] = 0;
	return name;
}

TEST(the_longest_tail_that_has_a_labels_gets_them)
{
	char p[400];

	assert_string_equal(folded(STR("\xFF.例子.中国")), "\xFF.xn--fsqu00a.xn--fiqs8s");
	assert_string_equal(folded(STR("\xFF.例子。中国。")), "\xFF.xn--fsqu00a.xn--fiqs8s");
	assert_string_equal(folded(STR("例子.\xFF.B.例子.中国.")),
			    "例子.\xFF.b.xn--fsqu00a.xn--fiqs8s");
	assert_string_equal(folded(STR("A B.例子.中国")), "a b.xn--fsqu00a.xn--fiqs8s");
	assert_true(is_below(STR("xn--fsqu00a.xn--fiqs8s"), STR("..例子.中国")));
	assert_true(is_below(STR("xn--fsqu00a.xn--fiqs8s"), STR("xn--9999999.例子.中国")));
	assert_true(is_below(STR("xn--fsqu00a.xn--fiqs8s"), STR("a\0b.例子.中国")));
	assert_false(is_below(STR("xn--fsqu00a.xn--fiqs8s"), STR("\xFF例子.中国")));
	/* One final dot goes, as of ASCII names. */
	assert_false(is_below(STR("xn--fsqu00a.xn--fiqs8s"), STR("例子.中国..")));
	assert_false(is_below(STR("xn--fsqu00a.xn--fiqs8s"), STR("\xFF.例子.中国..")));
	/* The bytes in front only as far as they fit. */
	memset(p, '\xFF', 240);
	memcpy(p + 240, ".例子.中国", 14);
	assert_string_equal(folded(str_n(p, 254)), "xn--fsqu00a.xn--fiqs8s");
	memcpy(p + 100, "x.y.", 4);
	memset(p + 104, '\xFE', 126);
	memcpy(p + 230, ".例子.中国", 14);
	p[244] = 0;
	assert_int_equal(strlen(folded(str_n(p, 244))), 2 + 126 + 1 + 22 + 102);
}

/* The rule in plain words, for ASCII. */
static bool is_below_plainly(struct str parent, struct str event)
{
	if (event.n && event.p[event.n - 1] == '.')
		event.n--;
	if (event.n < parent.n ||
	    !str_eq_nocase(parent, str_cut(event, event.n - parent.n, event.n)))
		return false;
	return event.n == parent.n || event.p[event.n - parent.n - 1] == '.';
}

/* What fold keeps of a long name: a tail at a border, and no longer one would fit. */
static void check_tail(struct str event)
{
	char name[DOMAIN_MAX];
	size_t n = domain_fold(event, name), from;

	if (event.p[event.n - 1] == '.')
		event.n--;
	assert_true(n <= event.n &&
		    str_eq_nocase(str_n(name, n), str_cut(event, event.n - n, event.n)));
	if (n == event.n)
		return;
	from = event.n - n;
	assert_int_equal(event.p[from - 1], '.');
	for (size_t i = from - 1; i-- > 0 && event.n - i - 1 <= DOMAIN_MAX;)
		assert_int_not_equal(event.p[i], '.');
	assert_true(event.n > DOMAIN_MAX);
}

TEST(random_names_of_any_length_are_covered_as_the_plain_rule_says)
{
	static const char alphabet[] = "aE.e..vil \0@%=\x7f";
	static const char *const ends[] = { "evil.example",   ".evil.example", "EVIL.Example.",
					    "evil.example..", "xevil.example", "" };
	struct prng r = prng_of(11);
	char p[700];
	unsigned hits = 0;

	for (int i = 0; i < 100000; i++) {
		size_t n = prng_below(&r, i % 2 ? 12 : 650), m;
		struct str end = str_of(ends[prng_below(&r, 6)]);

		for (size_t k = 0; k < n; k++)
			p[k] = alphabet[prng_below(&r, sizeof alphabet - 1)];
		/* High bytes, which do not convert, change no answer. */
		if (n && i % 3 == 0)
			p[0] = '\xFF';
		m = end.n;
		memcpy(p + n, end.p, m);
		if (is_below(STR("evil.example"), str_n(p, n + m)) !=
		    is_below_plainly(STR("evil.example"), str_n(p, n + m)))
			fail_msg("%d: \"%.*s\"", i, (int)(n + m), p);
		hits += is_below_plainly(STR("evil.example"), str_n(p, n + m));
		if (n + m && end.n)
			check_tail(str_n(p, n + m));
	}
	assert_true(hits > 20000);
}

TEST(a_huge_name_costs_no_more_than_its_length)
{
	enum { HUGE_NAME = 4 << 20 };
	struct buf b = { 0 };

	for (int i = 0; i < HUGE_NAME; i++)
		buf_c(&b, i % 3 ? '\xE4' : '.');
	buf_puts(&b, ".evil.example");
	assert_true(is_below(STR("evil.example"), buf_str(&b)));
	buf_fini(&b);
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
	n = str_eq(input, STR("null")) ? 0 : canon_length(input, name);
	if (n)
		got = domain_registrable(str_n(name, n));
	m = str_eq(want, STR("null")) ? 0 : canon_length(want, expect);
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
      CASE(labels_end_at_63_bytes_and_names_at_253),
      CASE(fold_is_canon_for_every_name_that_canon_takes),
      CASE(a_listed_name_covers_what_is_below_it_whatever_the_labels_hold),
      CASE(what_is_no_domain_folds_to_nothing), CASE(the_longest_tail_that_has_a_labels_gets_them),
      CASE(random_names_of_any_length_are_covered_as_the_plain_rule_says),
      CASE(a_huge_name_costs_no_more_than_its_length), CASE(the_public_suffix_vectors_hold),
      CASE(suffixes_of_both_sections_and_unlisted_ones_are_known),
      CASE(a_domain_covers_itself_and_below_at_label_borders), CASE(people_see_the_unicode_form))
