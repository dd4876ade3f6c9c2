/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_text.c - how long do two policy texts of 24 articles take to be split, aligned and compared?
 *
 *	bench_text [RUNS]	default 51; medians
 *
 * The texts are made up: 24 articles of 250 letters from a few hundred words, the second with every tenth word
 * changed and the articles turned round by threes. The yardstick of the same run is the plain table of
 * Wagner and Fischer over both texts. One JSON line a figure.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/rand.h"
#include "pack/text_align.h"
#include "pack/text_diff.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARTICLES = 24, WORDS = 120, VOCABULARY = 300, RUNS_MAX = 1001 };

static void put_word(struct buf *b, uint64_t word)
{
	for (int i = 0; i < 2; i++) {
		char utf8[4];
		uint32_t c = 0x4E00 + (uint32_t)((word * 7919 + (unsigned)i * 104729) % 3000);

		buf_put(b, str_n(utf8, char_put(c, utf8)));
	}
}

/* `changed`: every tenth word is another one, and the articles stand in another order. */
static void make_text(struct buf *b, bool changed)
{
	for (unsigned i = 0; i < ARTICLES; i++) {
		unsigned article = changed ? i / 3 * 3 + (i + 1) % 3 : i;
		struct prng r = prng_of(article);

		buf_printf(b, "%u. ", i + 1);
		for (unsigned k = 0; k < WORDS; k++) {
			uint64_t word = prng_below(&r, VOCABULARY);

			put_word(b, changed && k % 10 == 9 ? word + 1 : word);
			if (k % 12 == 11)
				buf_puts(b, "\xE3\x80\x82"); /* the Chinese full stop */
		}
		buf_c(b, '\n');
	}
}

static size_t naive_distance(struct chars x, struct chars y)
{
	struct arena *a = arena_open();
	size_t *row = arena_array(a, size_t, y.n + 1), out;

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
	out = row[y.n];
	arena_close(a);
	return out;
}

static int by_size(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

static double median_ms(uint64_t *ns, size_t n)
{
	qsort(ns, n, sizeof *ns, by_size);
	return (double)ns[n / 2] / 1e6;
}

struct times {
	uint64_t split[RUNS_MAX], align[RUNS_MAX], diff[RUNS_MAX], naive[RUNS_MAX];
};

static bool run_once(struct times *t, size_t i, struct str a_text, struct str b_text)
{
	struct arena *a = arena_open();
	struct text_docs da, db;
	struct text_alignment al;
	struct text_body x, y;
	struct text_diff d;
	uint64_t at = clock_cpu_ns();
	bool truth;

	ensure(text_split(a, a_text, &da, NULL) == ERR_OK && da.n == 1);
	ensure(text_split(a, b_text, &db, NULL) == ERR_OK && db.n == 1);
	t->split[i] = clock_cpu_ns() - at;
	at = clock_cpu_ns();
	ensure(text_align(a, da.v, db.v, &al, NULL) == ERR_OK);
	t->align[i] = clock_cpu_ns() - at;
	truth = al.n == ARTICLES;
	for (size_t k = 0; k < al.n; k++)
		truth &= al.pairs[k].b[0] == al.pairs[k].a[0] / 3 * 3 + (al.pairs[k].a[0] + 2) % 3;
	x = text_body_of(a, da.v, false);
	y = text_body_of(a, db.v, false);
	at = clock_cpu_ns();
	ensure(text_diff(a, x.c, y.c, &d, NULL) == ERR_OK);
	t->diff[i] = clock_cpu_ns() - at;
	at = clock_cpu_ns();
	truth &= naive_distance(x.c, y.c) == d.distance;
	t->naive[i] = clock_cpu_ns() - at;
	arena_close(a);
	return truth;
}

int main(int argc, char **argv)
{
	static struct times t;
	size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 51;
	struct buf a = { 0 }, b = { 0 };
	bool truth = true;
	double naive;

	runs = runs < 1 ? 1 : runs > RUNS_MAX ? RUNS_MAX : runs;
	make_text(&a, false);
	make_text(&b, true);
	for (size_t i = 0; i < runs; i++)
		truth &= run_once(&t, i, buf_str(&a), buf_str(&b));
	naive = median_ms(t.naive, runs);
	printf("{\"what\":\"text\",\"articles\":%d,\"bytes\":%zu,\"split_ms\":%.2f,\"align_ms\":%."
	       "2f,\"diff_ms\":%.2f,"
	       "\"naive_distance_ms\":%.2f,\"align_to_naive\":%.3f,\"truth\":%s}\n",
	       ARTICLES, a.n, median_ms(t.split, runs), median_ms(t.align, runs),
	       median_ms(t.diff, runs), naive, median_ms(t.align, runs) / naive,
	       truth ? "true" : "false");
	buf_fini(&a);
	buf_fini(&b);
	return truth ? 0 : 1;
}
