/* SPDX-License-Identifier: Apache-2.0 */
/* NFKC, and the exact difference against a naive twin. */
#include "test.h"

#include "base/file.h"
#include "base/rand.h"
#include "base/why.h"
#include "pack/text_diff.h"

/* ---- characters ---- */

static void check_nfkc(const char *in, const char *want)
{
	struct arena *a = arena_open();
	struct chars c = nfkc(a, str_of(in));
	struct str got = chars_text(a, c.v, c.n);

	if (!str_eq(got, str_of(want)))
		fail_msg("NFKC of \"%s\" is \"%.*s\", wanted \"%s\"", in, STR_FMT(got), want);
	arena_close(a);
}

/* Unicode Standard Annex 15, the figures of section 1, and forms that policy texts hold. */
TEST(nfkc_is_that_of_the_standard)
{
	check_nfkc("", "");
	check_nfkc("\xE2\x84\xAB", "\xC3\x85");                     /* angstrom sign */
	check_nfkc("A\xCC\x8A", "\xC3\x85");                        /* A and ring */
	check_nfkc("\xE1\xB8\x8B\xCC\xA3", "\xE1\xB8\x8D\xCC\x87"); /* d, dots above and below */
	check_nfkc("q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87");
	check_nfkc("\xEF\xAC\x81", "fi");
	check_nfkc("2\xE2\x81\xB5", "25");
	check_nfkc("\xE1\xBA\x9B\xCC\xA3", "\xE1\xB9\xA9"); /* long s with dots: s with dots */
	check_nfkc("（ＩＰｖ６）１．", "(IPv6)1.");
	check_nfkc("①㈠⒈㍿", "1(一)1.株式会社");
	check_nfkc("\xEF\xBD\xB6\xEF\xBE\x9E", "ガ");
	check_nfkc("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한");
	check_nfkc("한글", "한글");
	check_nfkc("\xEF\xA4\x80", "豈"); /* a compatibility ideograph */
}

TEST(nfkc_of_nfkc_is_itself)
{
	struct prng r = prng_of(15);

	for (int k = 0; k < 2000; k++) {
		struct arena *a = arena_open();
		struct buf b = { 0 };
		struct chars once, twice;

		for (int i = 0; i < 8; i++) {
			static const uint32_t from[] = {
				0x20, 0x300, 0xAC00, 0x1100, 0xF900, 0xFB00
			};
			static const uint32_t span[] = { 0x2A0, 0x80, 0x2BA4, 0x120, 0x200, 0x500 };
			size_t w = prng_below(&r, 6);
			char utf8[4];

			buf_put(&b,
				str_n(utf8,
				      char_put(from[w] + (uint32_t)prng_below(&r, span[w]), utf8)));
		}
		once = nfkc(a, buf_str(&b));
		twice = nfkc(a, chars_text(a, once.v, once.n));
		assert_int_equal(once.n, twice.n);
		assert_memory_equal(once.v, twice.v, once.n * sizeof *once.v);
		buf_fini(&b);
		arena_close(a);
	}
}

TEST(numerals_are_read)
{
	static const struct {
		const char *text;
		unsigned value, taken;
	} cases[] = { { "十", 10, 1 },        { "十二条", 12, 2 },     { "二十", 20, 2 },
		      { "一百零三", 103, 4 }, { "二〇一七", 2017, 4 }, { "廿一", 21, 2 },
		      { "卅", 30, 1 },        { "壹拾贰", 12, 3 },     { "三千五百", 3500, 4 },
		      { "条", 0, 0 },         { "零", 0, 0 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *a = arena_open();
		struct chars c = chars_of(a, str_of(cases[i].text));
		unsigned got = 0;

		assert_int_equal(han_number(c.v, c.n, &got), cases[i].taken);
		if (cases[i].taken)
			assert_int_equal(got, cases[i].value);
		arena_close(a);
	}
}

/* ---- the naive twin: Wagner and Fischer, the whole table ---- */

static size_t naive_distance(struct chars x, struct chars y)
{
	size_t *row = calloc(y.n + 1, sizeof *row), last;

	for (size_t j = 0; j <= y.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= x.n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= y.n; j++) {
			size_t up = row[j], best = diagonal + (x.v[i - 1] != y.v[j - 1]);

			best = up + 1 < best ? up + 1 : best;
			row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			diagonal = up;
		}
	}
	last = row[y.n];
	free(row);
	return last;
}

/* Hunks in order, apart from each other, cost what they say, and make y of x. */
static void check_hunks(struct chars x, struct chars y, const struct text_diff *d)
{
	size_t i = 0, j = 0, cost = 0;

	for (size_t k = 0; k < d->n; k++) {
		const struct text_hunk *h = &d->hunks[k];

		assert_true(h->a_n || h->b_n);
		assert_true(h->a_at >= i && h->a_at - i == h->b_at - j && (!k || h->a_at > i));
		for (; i < h->a_at; i++, j++)
			assert_int_equal(x.v[i], y.v[j]);
		i += h->a_n;
		j += h->b_n;
		cost += h->a_n > h->b_n ? h->a_n : h->b_n;
	}
	assert_int_equal(x.n - i, y.n - j);
	for (; i < x.n; i++, j++)
		assert_int_equal(x.v[i], y.v[j]);
	assert_true(cost >=
		    d->distance); /* inside a hunk equal letters are never passed over for less */
}

static struct chars random_chars(struct arena *a, struct prng *r, size_t most, unsigned letters)
{
	struct chars c = { arena_array(a, uint32_t, most), prng_below(r, most) };

	for (size_t i = 0; i < c.n; i++)
		c.v[i] = 'a' + (uint32_t)prng_below(r, letters);
	return c;
}

/* A copy with some letters changed, gone or new. */
static struct chars scribbled(struct arena *a, struct prng *r, struct chars x)
{
	struct chars c = { arena_array(a, uint32_t, 2 * x.n + 1), 0 };

	for (size_t i = 0; i < x.n; i++) {
		uint64_t what = prng_below(r, 30);

		if (what == 0)
			continue;
		if (what == 1)
			c.v[c.n++] = 'z';
		c.v[c.n++] = what == 2 ? 'y' : x.v[i];
	}
	return c;
}

TEST(the_distance_is_that_of_the_naive_twin)
{
	struct prng r = prng_of(7);

	for (int k = 0; k < 1500; k++) {
		struct arena *a = arena_open();
		struct chars x = random_chars(a, &r, k % 10 ? 40 : 400, 1 + k % 5);
		struct chars y = k % 2 ? scribbled(a, &r, x) : random_chars(a, &r, 40, 1 + k % 5);
		struct text_diff d;
		struct why why;

		assert_ok(text_diff(a, x, y, &d, &why));
		assert_int_equal(d.distance, naive_distance(x, y));
		check_hunks(x, y, &d);
		arena_close(a);
	}
}

static struct text_diff diff_of(struct arena *a, const char *x, const char *y)
{
	struct text_diff d;
	struct why why;

	assert_ok(text_diff(a, chars_of(a, str_of(x)), chars_of(a, str_of(y)), &d, &why));
	return d;
}

TEST(of_shortest_ways_the_one_with_fewest_hunks_is_taken)
{
	struct arena *a = arena_open();
	struct text_diff d = diff_of(a, "网络结算", "网间互联网间结算");

	assert_int_equal(d.distance, 5);
	assert_int_equal(d.n, 1);
	d = diff_of(a, "abcdef", "abXYef");
	assert_int_equal(d.distance, 2);
	assert_int_equal(d.n, 1);
	d = diff_of(a, "", "abc");
	assert_int_equal(d.n, 1);
	assert_int_equal(d.hunks[0].b_n, 3);
	d = diff_of(a, "abc", "abc");
	assert_int_equal(d.n, 0);
	arena_close(a);
}

TEST(what_is_too_large_is_refused_and_what_is_long_but_alike_is_not)
{
	enum { LONG = 200000 };
	struct arena *a = arena_open();
	struct chars x = { arena_array(a, uint32_t, LONG), LONG };
	struct chars y = { arena_array(a, uint32_t, LONG), LONG };
	struct prng r = prng_of(3);
	struct text_diff d;
	struct why why;

	for (size_t i = 0; i < LONG; i++)
		x.v[i] = y.v[i] = 'a' + (uint32_t)prng_below(&r, 26);
	y.v[100] = y.v[LONG / 2] = y.v[LONG - 100] = 'Z';
	assert_ok(text_diff(a, x, y, &d, &why));
	assert_int_equal(d.distance, 3);
	assert_int_equal(d.n, 3);
	for (size_t i = 0; i < LONG; i++)
		y.v[i] = 'A';
	assert_int_equal(text_diff(a, x, y, &d, &why), ERR_LIMIT);
	assert_int_equal(why.id, SAY_TEXT_DIFF_LIMIT);
	arena_close(a);
}

/* ---- the witnesses ---- */

static struct text_body body_of_file(struct arena *a, const char *path, bool letters)
{
	struct text_docs docs;
	struct str bytes;
	struct why why = { 0 };

	assert_ok(file_read(path, TEXT_BYTES, a, &bytes, &why));
	assert_ok(text_split(a, bytes, &docs, &why));
	return text_body_of(a, text_doc_of(&docs, TEXT_ZH), letters);
}

TEST(the_witnesses_differ_as_collated_by_hand)
{
	static const struct {
		int a, b, distance, letters, hunks;
	} want[] = { { 0, 1, 48, 46, 29 },    { 0, 2, 48, 46, 29 }, { 0, 3, 48, 46, 29 },
		     { 1, 2, 0, 0, 0 },       { 2, 3, 0, 0, 0 },    { 0, 4, 3027, 2753, -1 },
		     { 3, 4, 3000, 2727, -1 } };
	const char *paths[] = { SHARED("../seeds/000_38a9b7ef4295c4cd.txt"),
				SHARED("../seeds/001_7383e359a54bc1c8.txt"),
				SHARED("../seeds/002_70340a04d47d3582.txt"),
				SHARED("../seeds/003_3642ead1c65ac267.txt"), NULL };
	char keep[4][1024];
	struct arena *a = arena_open();

	for (int i = 0; i < 4; i++) {
		if (!paths[i])
			skip();
		snprintf(keep[i], sizeof keep[i], "%s", paths[i]);
		paths[i] = keep[i];
	}
	paths[4] = SHARED("../seeds/004_8c15f7ef5f5d9ff5.txt");
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		for (int letters = 0; letters < 2; letters++) {
			struct text_body x = body_of_file(a, paths[want[i].a], letters);
			struct text_body y = body_of_file(a, paths[want[i].b], letters);
			struct text_diff d;
			struct why why;

			assert_ok(text_diff(a, x.c, y.c, &d, &why));
			assert_int_equal(d.distance, letters ? want[i].letters : want[i].distance);
			if (!letters && want[i].hunks >= 0)
				assert_int_equal(d.n, want[i].hunks);
			check_hunks(x.c, y.c, &d);
		}
	arena_close(a);
}

TESTS("pack/text_diff", CASE(nfkc_is_that_of_the_standard), CASE(nfkc_of_nfkc_is_itself),
      CASE(numerals_are_read), CASE(the_distance_is_that_of_the_naive_twin),
      CASE(of_shortest_ways_the_one_with_fewest_hunks_is_taken),
      CASE(what_is_too_large_is_refused_and_what_is_long_but_alike_is_not),
      CASE(the_witnesses_differ_as_collated_by_hand))
