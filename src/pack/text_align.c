/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_align.h"

#include "base/vec.h"
#include "pack/text_sentence.h"

#include <math.h>
#include <stdlib.h>

#define NONE SIZE_MAX

/* One text of the two, while its articles look for their partners. */
struct side {
	const struct text_doc *d;
	struct grams *text, *title;
	size_t *partner; /* article of the other side, or NONE */
	size_t *joined;  /* NONE, or the article of the other side whose pair it joined */
	size_t letters;
};

struct align_work {
	struct arena *a;
	struct side side[SIDES];
	double *alike; /* [a * count of b + b] */
	bool foreign;
	struct sentence_work s;
	struct text_alignment *out;
};

const char *text_relation_name(enum text_relation r)
{
	static const char *const names[] = { "same",   "changed", "moved",
					     "merged", "added",   "dropped" };

	return names[r];
}

/* ---- likeness of articles ---- */

static void fill_side(struct arena *a, struct side *s, const struct text_doc *d)
{
	s->d = d;
	s->text = arena_array(a, struct grams, d->count);
	s->title = arena_array(a, struct grams, d->count);
	s->partner = arena_array(a, size_t, d->count);
	s->joined = arena_array(a, size_t, d->count);
	for (size_t i = 0; i < d->count; i++) {
		s->text[i] = grams_of(a, d->articles[i].text);
		s->title[i] = grams_of(a, d->articles[i].title);
		s->partner[i] = s->joined[i] = NONE;
		s->letters += s->text[i].c.n;
	}
}

static void weigh(struct align_work *w, struct grams *x, size_t nx, struct grams *y, size_t ny)
{
	struct grams **all = arena_array(w->a, struct grams *, nx + ny);

	for (size_t i = 0; i < nx; i++)
		all[i] = &x[i];
	for (size_t i = 0; i < ny; i++)
		all[nx + i] = &y[i];
	grams_weigh(all, nx + ny);
}

static double article_alike(const struct align_work *w, size_t a, size_t b)
{
	const struct side *x = &w->side[0], *y = &w->side[1];

	return grams_same(&x->text[a], &y->text[b]) ? 1 : grams_alike(&x->text[a], &y->text[b]);
}

static double title_alike(const struct align_work *w, size_t a, size_t b)
{
	return grams_alike(&w->side[0].title[a], &w->side[1].title[b]);
}

/* ---- pairing within a language: the most alike first ---- */

struct candidate {
	double score;
	uint32_t a, b;
};

static int best_first(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

static void pair_greedily(struct align_work *w)
{
	VEC(struct candidate) all = { 0 };
	size_t na = w->side[0].d->count, nb = w->side[1].d->count;

	for (uint32_t i = 0; i < na; i++)
		for (uint32_t k = 0; k < nb; k++) {
			double text = article_alike(w, i, k);
			double score = text + 0.2 * title_alike(w, i, k);

			w->alike[i * nb + k] = text;
			if (score >= TEXT_ALIGN_FLOOR)
				*vec_push(&all) = (struct candidate){ score, i, k };
		}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, best_first);
	for (size_t i = 0; i < all.n; i++) {
		size_t *a = &w->side[0].partner[all.v[i].a], *b = &w->side[1].partner[all.v[i].b];

		if (*a == NONE && *b == NONE) {
			*a = all.v[i].b;
			*b = all.v[i].a;
		}
	}
	vec_fini(&all);
}

/* ---- pairing across languages: in order, by length, figures and place ---- */

/* Digits and Latin words of a text: what stays in a translation. */
struct tokens {
	struct str v[64];
	size_t n;
};

static void tokens_of(struct arena *a, struct str s, struct tokens *t)
{
	struct chars c = nfkc(a, s);

	t->n = 0;
	for (size_t i = 0, to; i < c.n && t->n < 64; i = to + 1) {
		bool digit = false;

		for (to = i; to < c.n && c.v[to] < 0x80 && char_is_letter(c.v[to]); to++) {
			digit |= ascii_is_digit((char)c.v[to]);
			c.v[to] = (uint32_t)ascii_lower((char)c.v[to]);
		}
		if (to > i && digit)
			t->v[t->n++] = chars_text(a, c.v + i, to - i);
	}
}

/* The share of a's figures that b has too; -1: neither has any. */
static double figures_alike(const struct tokens *a, const struct tokens *b)
{
	size_t in = 0;

	if (!a->n && !b->n)
		return -1;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (str_eq(a->v[i], b->v[k])) {
				in++;
				break;
			}
	return (double)in / (double)(a->n > b->n ? a->n : b->n);
}

static double foreign_alike(const struct align_work *w, const struct tokens *ta,
			    const struct tokens *tb, size_t a, size_t b)
{
	const struct side *x = &w->side[0], *y = &w->side[1];
	double like = 0.75 * lengths_alike(x->text[a].c.n, y->text[b].c.n, w->s.stretch);
	double figures = figures_alike(ta, tb);
	double at_a = ((double)a + 0.5) / (double)x->d->count;
	double at_b = ((double)b + 0.5) / (double)y->d->count;
	double apart = fabs(at_a - at_b);

	like += 0.1 * (x->d->articles[a].number == y->d->articles[b].number);
	like += 0.15 * (apart < 0.2 ? 1 - apart * 5 : 0);
	if (figures >= 0)
		like += figures > 0 ? 0.4 * figures : -0.15;
	return like < 0 ? 0 : like > 1 ? 1 : like;
}

struct path {
	double score;
	uint8_t step; /* 1: a alone, 2: b alone, 3: both */
};

static void pair_in_order(struct align_work *w)
{
	size_t na = w->side[0].d->count, nb = w->side[1].d->count, width = nb + 1;
	struct path *grid = arena_array(w->a, struct path, (na + 1) * width);
	struct tokens *ta = arena_array(w->a, struct tokens, na);
	struct tokens *tb = arena_array(w->a, struct tokens, nb);

	for (size_t i = 0; i < na; i++)
		tokens_of(w->a, w->side[0].d->articles[i].text, &ta[i]);
	for (size_t k = 0; k < nb; k++)
		tokens_of(w->a, w->side[1].d->articles[k].text, &tb[k]);
	for (size_t i = 0; i <= na; i++)
		for (size_t k = 0; k <= nb; k++) {
			struct path *p = &grid[i * width + k];

			*p = (struct path){ i || k ? -1 : 0, 0 };
			if (i && grid[(i - 1) * width + k].score > p->score)
				*p = (struct path){ grid[(i - 1) * width + k].score, 1 };
			if (k && grid[i * width + k - 1].score > p->score)
				*p = (struct path){ grid[i * width + k - 1].score, 2 };
			if (!i || !k)
				continue;
			w->alike[(i - 1) * nb + k - 1] =
				foreign_alike(w, &ta[i - 1], &tb[k - 1], i - 1, k - 1);
			if (grid[(i - 1) * width + k - 1].score + w->alike[(i - 1) * nb + k - 1] -
				    0.2 >
			    p->score)
				*p = (struct path){ grid[(i - 1) * width + k - 1].score +
							    w->alike[(i - 1) * nb + k - 1] - 0.2,
						    3 };
		}
	for (size_t i = na, k = nb; i || k;) {
		uint8_t step = grid[i * width + k].step;

		if (step == 3) {
			w->side[0].partner[i - 1] = k - 1;
			w->side[1].partner[k - 1] = i - 1;
		}
		i -= step != 2;
		k -= step != 1;
	}
}

/* ---- articles left over ---- */

/*
 * An article without a partner joins the pair in which its sentences stand: the paired article of the other
 * side that holds most of the letters of its alike sentences, and at least a fifth of it.
 */
static void join_pair(struct align_work *w, int me, size_t article)
{
	const struct sentence_side *mine = &w->s.side[me], *theirs = &w->s.side[!me];
	size_t n = w->side[!me].d->count, from, to, best = NONE;
	double *found = arena_array(w->a, double, n);

	sentences_of(mine, article, &from, &to);
	for (size_t i = from; i < to; i++) {
		double most = TEXT_MOVED_FLOOR;
		size_t at = NONE;

		for (size_t k = 0; k < theirs->n; k++) {
			double like = grams_alike(&mine->g[i], &theirs->g[k]);

			if (like > most && w->side[!me].partner[theirs->s[k].article] != NONE) {
				most = like;
				at = theirs->s[k].article;
			}
		}
		if (at != NONE)
			found[at] += (double)mine->g[i].c.n;
	}
	for (size_t k = 0; k < n; k++)
		if (found[k] > 0 && (best == NONE || found[k] > found[best]))
			best = k;
	if (best != NONE && found[best] * 5 >= (double)w->side[me].text[article].c.n)
		w->side[me].joined[article] = best;
}

static void join_pairs(struct align_work *w)
{
	for (int me = 0; me < SIDES; me++)
		for (size_t i = 0; i < w->side[me].d->count; i++)
			if (w->side[me].partner[i] == NONE)
				join_pair(w, me, i);
}

/* ---- what came out ---- */

/* Articles of a whose partners rise, as many as possible; the others have moved. */
static void mark_in_order(const struct align_work *w, bool *in_order)
{
	size_t na = w->side[0].d->count;
	size_t *len = arena_array(w->a, size_t, na), *before = arena_array(w->a, size_t, na);
	size_t best = NONE;

	for (size_t i = 0; i < na; i++) {
		size_t p = w->side[0].partner[i];

		before[i] = NONE;
		if (p == NONE)
			continue;
		len[i] = 1;
		for (size_t k = 0; k < i; k++)
			if (len[k] && w->side[0].partner[k] < p && len[k] + 1 > len[i]) {
				len[i] = len[k] + 1;
				before[i] = k;
			}
		if (best == NONE || len[i] > len[best])
			best = i;
	}
	for (; best != NONE; best = before[best])
		in_order[best] = true;
}

/* The article itself and those that joined its pair, ascending. */
static size_t *group(const struct align_work *w, int side, size_t own, size_t other, size_t *n)
{
	const struct side *s = &w->side[side];
	size_t *out = arena_array(w->a, size_t, s->d->count);

	*n = 0;
	for (size_t i = 0; i < s->d->count; i++)
		if (i == own || s->joined[i] == other)
			out[(*n)++] = i;
	return out;
}

static enum text_relation pair_relation(const struct align_work *w, size_t a, size_t b,
					const struct text_pair *p, bool in_order)
{
	if (p->a_n + p->b_n > 2)
		return TEXT_MERGED;
	if (!in_order)
		return TEXT_MOVED;
	if (w->foreign)
		return p->alike >= 0.55 ? TEXT_SAME : TEXT_CHANGED;
	return grams_same(&w->side[0].text[a], &w->side[1].text[b]) ? TEXT_SAME : TEXT_CHANGED;
}

static void put_pairs(struct align_work *w)
{
	size_t na = w->side[0].d->count, nb = w->side[1].d->count;
	struct text_alignment *out = w->out;
	bool *in_order = arena_array(w->a, bool, na);

	out->pairs = arena_array(w->a, struct text_pair, na);
	mark_in_order(w, in_order);
	for (size_t i = 0; i < na; i++) {
		size_t b = w->side[0].partner[i];
		struct text_pair *p;

		if (b == NONE)
			continue;
		p = &out->pairs[out->n++];
		p->a = group(w, 0, i, b, &p->a_n);
		p->b = group(w, 1, b, i, &p->b_n);
		p->alike = w->alike[i * nb + b];
		p->relation = pair_relation(w, i, b, p, in_order[i]);
	}
}

static size_t *left_over(const struct align_work *w, int side, size_t *n)
{
	const struct side *s = &w->side[side];
	size_t *out = arena_array(w->a, size_t, s->d->count);

	for (size_t i = 0; i < s->d->count; i++)
		if (s->partner[i] == NONE && s->joined[i] == NONE)
			out[(*n)++] = i;
	return out;
}

/* ---- sentences ---- */

static enum err fill_sentences(struct align_work *w, struct why *why)
{
	for (int k = 0; k < SIDES; k++) {
		struct sentence_side *s = &w->s.side[k];

		s->s = text_sentences(w->a, w->side[k].d, &s->n);
		if (s->n > TEXT_ALIGN_SENTENCES)
			return why_set(why, ERR_LIMIT, SAY_TEXT_ALIGN_SENTENCES,
				       A(TEXT_ALIGN_SENTENCES));
		s->done = arena_array(w->a, bool, s->n);
		s->g = arena_array(w->a, struct grams, s->n);
		for (size_t i = 0; i < s->n; i++)
			s->g[i] = grams_of(w->a, s->s[i].s);
		w->out->sentences[k] = s->s;
		w->out->sentence_n[k] = s->n;
	}
	weigh(w, w->s.side[0].g, w->s.side[0].n, w->s.side[1].g, w->s.side[1].n);
	w->out->matches =
		arena_array(w->a, struct text_sentence_pair, w->s.side[0].n + w->s.side[1].n);
	return ERR_OK;
}

static void align_sentences(struct align_work *w)
{
	for (size_t i = 0; i < w->side[0].d->count; i++)
		if (w->side[0].partner[i] != NONE)
			sentences_align(&w->s, i, w->side[0].partner[i]);
	sentences_finish(&w->s);
}

enum err text_align(struct arena *a, const struct text_doc *x, const struct text_doc *y,
		    struct text_alignment *out, struct why *why)
{
	struct align_work w = { .a = a, .out = out, .foreign = x->lang != y->lang };
	enum err e;

	*out = (struct text_alignment){ 0 };
	if (x->count > TEXT_ALIGN_ARTICLES || y->count > TEXT_ALIGN_ARTICLES)
		return why_set(why, ERR_LIMIT, SAY_TEXT_ALIGN_ARTICLES, A(TEXT_ALIGN_ARTICLES));
	fill_side(a, &w.side[0], x);
	fill_side(a, &w.side[1], y);
	w.alike = arena_array(a, double, x->count * y->count);
	w.s = (struct sentence_work){ .a = a, .out = out, .foreign = w.foreign };
	w.s.stretch = ((double)w.side[1].letters + 1) / ((double)w.side[0].letters + 1);
	e = fill_sentences(&w, why);
	if (e != ERR_OK)
		return e;
	weigh(&w, w.side[0].text, x->count, w.side[1].text, y->count);
	weigh(&w, w.side[0].title, x->count, w.side[1].title, y->count);
	if (w.foreign) {
		pair_in_order(&w);
	} else {
		pair_greedily(&w);
		join_pairs(&w);
	}
	put_pairs(&w);
	align_sentences(&w);
	out->only_a = left_over(&w, 0, &out->only_a_n);
	out->only_b = left_over(&w, 1, &out->only_b_n);
	return ERR_OK;
}
