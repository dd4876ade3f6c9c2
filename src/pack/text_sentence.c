/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_sentence.h"

#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

/* ---- cutting ---- */

static bool ends_sentence(struct str s, size_t at, uint32_t c)
{
	size_t next = at;
	uint32_t after = next < s.n ? char_next(s, &next) : ' ';

	if (c == '\n' || c == U'。' || c == U'！' || c == U'？' || c == U'；')
		return true;
	if (c == ';')
		return true;
	if (c != '.' && c != '!' && c != '?')
		return false;
	/* A point inside "3.5", "e.g.x" or a name is none; before Chinese it is. */
	return char_is_space(after) || char_is_closer(after) ||
	       (char_is_han(after) && char_is_han(char_before(s, at - 1)));
}

static size_t sentence_end(struct str s, size_t at)
{
	while (at < s.n) {
		uint32_t c = char_next(s, &at);

		if (!ends_sentence(s, at, c))
			continue;
		for (size_t next = at; next < s.n && char_is_closer(char_next(s, &next));)
			at = next;
		return at;
	}
	return s.n;
}

static bool has_letters(struct str s)
{
	for (size_t at = 0; at < s.n;)
		if (char_is_letter(char_next(s, &at)))
			return true;
	return false;
}

struct text_sentence *text_sentences(struct arena *a, const struct text_doc *d, size_t *n)
{
	VEC(struct text_sentence) v = { 0 };
	struct text_sentence *out;

	for (size_t i = 0; i < d->count; i++) {
		struct str s = d->articles[i].text;

		for (size_t at = 0, end; at < s.n && v.n <= TEXT_ALIGN_SENTENCES; at = end) {
			struct str part;

			end = sentence_end(s, at);
			part = str_trim(str_cut(s, at, end));
			if (has_letters(part))
				*vec_push(&v) = (struct text_sentence){ part, i };
		}
	}
	*n = v.n;
	out = arena_array(a, struct text_sentence, v.n);
	if (v.n)
		memcpy(out, v.v, v.n * sizeof *out);
	vec_fini(&v);
	return out;
}

void sentences_of(const struct sentence_side *s, size_t article, size_t *from, size_t *to)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->s[mid].article < article)
			lo = mid + 1;
		else
			hi = mid;
	}
	*from = *to = lo;
	while (*to < s->n && s->s[*to].article == article)
		++*to;
}

/* ---- likeness of one or two with one or two ---- */

double lengths_alike(size_t a, size_t b, double stretch)
{
	double ratio = ((double)b + 1) / (((double)a + 1) * stretch);

	return exp(-1.5 * fabs(log(ratio)));
}

static double alike(struct sentence_work *w, struct arena *scratch, size_t a, size_t a_n, size_t b,
		    size_t b_n)
{
	const struct grams *x = &w->side[0].g[a], *y = &w->side[1].g[b];
	struct grams both;

	if (w->foreign)
		return lengths_alike(x[0].c.n + (a_n > 1 ? x[1].c.n : 0),
				     y[0].c.n + (b_n > 1 ? y[1].c.n : 0), w->stretch);
	if (a_n > 1) {
		both = grams_both(scratch, &x[0], &x[1]);
		return grams_alike(&both, y);
	}
	if (b_n > 1) {
		both = grams_both(scratch, &y[0], &y[1]);
		return grams_alike(x, &both);
	}
	return grams_same(x, y) ? 1 : grams_alike(x, y);
}

/* ---- in order ---- */

struct step {
	double score, alike;
	uint8_t a, b; /* sentences taken on each side */
};

/* Two are worth more than either of them alone? They end before i and j. */
static bool is_better(struct sentence_work *w, struct arena *scratch, size_t i, uint8_t a, size_t j,
		      uint8_t b, double like)
{
	double first = alike(w, scratch, i - a, 1, j - b, 1);
	double second = alike(w, scratch, i - 1, 1, j - 1, 1);

	return like > first + 0.08 && like > second + 0.08;
}

static void try_step(struct sentence_work *w, struct arena *scratch, struct step *grid,
		     size_t width, size_t i, size_t j, size_t from_a, size_t from_b, uint8_t a,
		     uint8_t b)
{
	struct step *to = &grid[i * width + j];
	double score, like = 0;

	if (i < a || j < b)
		return;
	score = grid[(i - a) * width + j - b].score;
	if (a && b) {
		like = alike(w, scratch, from_a + i - a, a, from_b + j - b, b);
		if (like < TEXT_SENTENCE_FLOOR ||
		    (a + b > 2 && !is_better(w, scratch, from_a + i, a, from_b + j, b, like)))
			return;
		score += like + (a + b > 2 ? 0.1 : 0);
	}
	if (score > to->score)
		*to = (struct step){ score, like, a, b };
}

static enum text_relation relation_of(const struct sentence_work *w, size_t a, size_t b,
				      const struct step *s)
{
	if (s->a + s->b > 2)
		return TEXT_MERGED;
	if (w->foreign)
		return s->alike > 0.5 ? TEXT_SAME : TEXT_CHANGED;
	return grams_same(&w->side[0].g[a], &w->side[1].g[b]) ? TEXT_SAME : TEXT_CHANGED;
}

static void put_match(struct sentence_work *w, struct text_sentence_pair p)
{
	for (size_t i = 0; i < p.a_n; i++)
		w->side[0].done[p.a + i] = true;
	for (size_t i = 0; i < p.b_n; i++)
		w->side[1].done[p.b + i] = true;
	w->out->matches[w->out->match_n++] = p;
}

void sentences_align(struct sentence_work *w, size_t a, size_t b)
{
	enum { GRID_MAX = 4 << 20 };
	struct arena *scratch = arena_open();
	size_t a0, a1, b0, b1, i, j, width;
	struct step *grid;

	sentences_of(&w->side[0], a, &a0, &a1);
	sentences_of(&w->side[1], b, &b0, &b1);
	width = b1 - b0 + 1;
	if ((a1 - a0 + 1) * width > GRID_MAX) { /* left to the search for what moved */
		arena_close(scratch);
		return;
	}
	grid = arena_array(scratch, struct step, (a1 - a0 + 1) * width);
	for (i = 0; i <= a1 - a0; i++)
		for (j = 0; j < width; j++) {
			grid[i * width + j].score = i || j ? -1 : 0;
			try_step(w, scratch, grid, width, i, j, a0, b0, 1, 0);
			try_step(w, scratch, grid, width, i, j, a0, b0, 0, 1);
			try_step(w, scratch, grid, width, i, j, a0, b0, 1, 1);
			try_step(w, scratch, grid, width, i, j, a0, b0, 1, 2);
			try_step(w, scratch, grid, width, i, j, a0, b0, 2, 1);
		}
	for (i = a1 - a0, j = width - 1; i || j;) {
		const struct step *s = &grid[i * width + j];

		i -= s->a;
		j -= s->b;
		if (s->a && s->b)
			put_match(w, (struct text_sentence_pair){ a0 + i, s->a, b0 + j, s->b,
								  relation_of(w, a0 + i, b0 + j, s),
								  s->alike });
	}
	arena_close(scratch);
}

/* ---- everywhere ---- */

struct candidate {
	double alike;
	uint32_t a, b;
};

static int best_first(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->alike != b->alike)
		return a->alike > b->alike ? -1 : 1;
	return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

static void find_moved(struct sentence_work *w)
{
	VEC(struct candidate) all = { 0 };

	for (size_t i = 0; i < w->side[0].n; i++) {
		const struct grams *x = &w->side[0].g[i];

		for (size_t k = 0; k < w->side[1].n && !w->side[0].done[i]; k++) {
			const struct grams *y = &w->side[1].g[k];
			double like;

			if (w->side[1].done[k] || x->n > 12 * y->n + 12 || y->n > 12 * x->n + 12)
				continue;
			like = grams_same(x, y) ? 1 : grams_alike(x, y);
			if (like >= TEXT_MOVED_FLOOR)
				*vec_push(&all) =
					(struct candidate){ like, (uint32_t)i, (uint32_t)k };
		}
	}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, best_first);
	for (size_t i = 0; i < all.n; i++) {
		struct candidate c = all.v[i];

		if (!w->side[0].done[c.a] && !w->side[1].done[c.b])
			put_match(w, (struct text_sentence_pair){ c.a, 1, c.b, 1, TEXT_MOVED,
								  c.alike });
	}
	vec_fini(&all);
}

/* In the order of a, then what only b has. */
static int in_order(const void *x, const void *y)
{
	const struct text_sentence_pair *p = x, *q = y;

	if (!p->a_n != !q->a_n)
		return p->a_n ? -1 : 1;
	if (p->a_n)
		return p->a < q->a ? -1 : p->a > q->a;
	return p->b < q->b ? -1 : p->b > q->b;
}

void sentences_finish(struct sentence_work *w)
{
	if (!w->foreign)
		find_moved(w);
	for (size_t i = 0; i < w->side[0].n; i++)
		if (!w->side[0].done[i])
			put_match(w, (struct text_sentence_pair){ i, 1, 0, 0, TEXT_DROPPED, 0 });
	for (size_t i = 0; i < w->side[1].n; i++)
		if (!w->side[1].done[i])
			put_match(w, (struct text_sentence_pair){ 0, 0, i, 1, TEXT_ADDED, 0 });
	if (w->out->match_n)
		qsort(w->out->matches, w->out->match_n, sizeof *w->out->matches, in_order);
}
