/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_grams.h"

#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

static int by_key(const void *x, const void *y)
{
	const struct gram *a = x, *b = y;

	return a->key < b->key ? -1 : a->key > b->key;
}

struct grams grams_of(struct arena *a, struct str s)
{
	struct grams g = { .c = nfkc(a, s) };
	size_t n = 0;

	for (size_t i = 0; i < g.c.n; i++)
		if (char_is_letter(g.c.v[i]))
			g.c.v[n++] =
				g.c.v[i] < 0x80 ? (uint32_t)ascii_lower((char)g.c.v[i]) : g.c.v[i];
	g.c.n = n;
	g.v = arena_array(a, struct gram, n);
	for (size_t i = 0; i + 1 < n; i++)
		g.v[g.n++].key = (uint64_t)g.c.v[i] << 32 | g.c.v[i + 1];
	if (n == 1)
		g.v[g.n++].key = g.c.v[0];
	if (g.n)
		qsort(g.v, g.n, sizeof *g.v, by_key);
	n = 0;
	for (size_t i = 0; i < g.n; i++)
		if (!i || g.v[i].key != g.v[i - 1].key)
			g.v[n++] = g.v[i];
	g.n = n;
	return g;
}

static int by_key_place(const void *x, const void *y)
{
	const struct gram *const *a = x, *const *b = y;

	return (*a)->key < (*b)->key ? -1 : (*a)->key > (*b)->key;
}

void grams_weigh(struct grams *const *all, size_t n)
{
	VEC(struct gram *) every = { 0 };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i]->n; k++)
			*vec_push(&every) = &all[i]->v[k];
	if (every.n)
		qsort(every.v, every.n, sizeof *every.v, by_key_place);
	for (size_t i = 0, to; i < every.n; i = to) {
		double w;

		for (to = i; to < every.n && every.v[to]->key == every.v[i]->key;)
			to++;
		w = log(1 + (double)n / (double)(to - i));
		for (size_t k = i; k < to; k++)
			every.v[k]->w = w;
	}
	for (size_t i = 0; i < n; i++) {
		all[i]->w = 0;
		for (size_t k = 0; k < all[i]->n; k++)
			all[i]->w += all[i]->v[k].w;
	}
	vec_fini(&every);
}

double grams_alike(const struct grams *x, const struct grams *y)
{
	double in = 0, least = x->w < y->w ? x->w : y->w;

	for (size_t i = 0, k = 0; i < x->n && k < y->n;) {
		if (x->v[i].key == y->v[k].key) {
			in += x->v[i].w;
			i++;
			k++;
		} else if (x->v[i].key < y->v[k].key) {
			i++;
		} else {
			k++;
		}
	}
	if (in <= 0)
		return 0;
	in = 0.5 * in / (x->w + y->w - in) + 0.5 * in / least;
	return in > 1 ? 1 : in;
}

struct grams grams_both(struct arena *a, const struct grams *x, const struct grams *y)
{
	struct grams g = { .v = arena_array(a, struct gram, x->n + y->n) };
	size_t i = 0, k = 0;

	while (i < x->n || k < y->n) {
		bool first = k == y->n || (i < x->n && x->v[i].key <= y->v[k].key);

		if (first && k < y->n && x->v[i].key == y->v[k].key)
			k++;
		g.v[g.n] = first ? x->v[i++] : y->v[k++];
		g.w += g.v[g.n++].w;
	}
	return g;
}

bool grams_same(const struct grams *x, const struct grams *y)
{
	return x->c.n == y->c.n &&
	       (!x->c.n || memcmp(x->c.v, y->c.v, x->c.n * sizeof *x->c.v) == 0);
}
