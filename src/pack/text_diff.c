/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_diff.h"

#include "base/ensure.h"

/* ---- the body ---- */

static void put_piece(struct text_body *b, struct arena *a, struct str s, uint32_t article,
		      bool letters)
{
	struct chars c = nfkc(a, s);

	for (size_t i = 0; i < c.n; i++) {
		if (char_is_space(c.v[i]) || (letters && !char_is_letter(c.v[i])))
			continue;
		b->c.v[b->c.n] = c.v[i];
		b->article[b->c.n++] = article;
	}
}

struct text_body text_body_of(struct arena *a, const struct text_doc *d, bool letters)
{
	size_t most = d->preamble.n;
	struct text_body b = { 0 };

	for (size_t i = 0; i < d->count; i++)
		most += d->articles[i].text.n;
	most *= NFKC_APART_MAX / 3; /* the longest decomposition of three bytes has 18 characters */
	b.c.v = arena_array(a, uint32_t, most);
	b.article = arena_array(a, uint32_t, most);
	put_piece(&b, a, d->preamble, 0, letters);
	for (size_t i = 0; i < d->count; i++)
		put_piece(&b, a, d->articles[i].text, (uint32_t)i + 1, letters);
	if (b.c.n && char_is_stop(b.c.v[b.c.n - 1]))
		b.c.n--;
	return b;
}

/* ---- the table ---- */

/*
 * Two costs a cell: of the cheapest way that ends with a match, and with an edit; an edit behind a match
 * begins a hunk. A cost is (distance, hunks) in one number. Only cells with |j - i| <= t are looked
 * at: a way of distance d leaves the diagonal by no more than d, so an answer of at most t is the answer.
 */
#define EDIT ((uint64_t)1 << 20)
#define NEVER ((uint64_t)1 << 60)

struct cell {
	uint64_t match, edit;
};

/* How a cell was reached, in a byte: where the edit came from, and what each way was before. */
enum { FROM_DIAGONAL, FROM_UP, FROM_LEFT, FROM = 3, EDIT_BEGINS = 4, MATCH_GOES_ON = 8 };

struct table {
	struct chars x, y;
	size_t t, width; /* cells a row */
	uint8_t *way;
};

static size_t row_lo(const struct table *t, size_t i)
{
	return i > t->t ? i - t->t : 0;
}

static size_t row_hi(const struct table *t, size_t i)
{
	return i + t->t < t->y.n ? i + t->t : t->y.n;
}

static uint8_t *way_at(const struct table *t, size_t i, size_t j)
{
	return &t->way[i * t->width + j - row_lo(t, i)];
}

static inline void try_edit(struct cell p, uint8_t from, uint64_t *best, uint8_t *way)
{
	bool begins = p.match + 1 < p.edit;
	uint64_t cost = (begins ? p.match + 1 : p.edit) + EDIT;

	if (cost < *best) {
		*best = cost;
		*way = (uint8_t)(from | (begins ? EDIT_BEGINS : 0));
	}
}

static inline struct cell fill_cell(bool same, struct cell diagonal, struct cell up,
				    struct cell left, uint8_t *way)
{
	struct cell c = { NEVER, NEVER };
	uint8_t edit = 0, match = 0;

	if (same) {
		match = diagonal.match <= diagonal.edit ? MATCH_GOES_ON : 0;
		c.match = match ? diagonal.match : diagonal.edit;
	}
	try_edit(left, FROM_LEFT, &c.edit, &edit);
	try_edit(up, FROM_UP, &c.edit, &edit);
	try_edit(diagonal, FROM_DIAGONAL, &c.edit, &edit);
	*way = edit | match;
	return c;
}

/* `before` and `now` are indexed by j; what lies outside the band is NEVER. */
static void fill_row(const struct table *t, size_t i, const struct cell *before, struct cell *now)
{
	static const struct cell none = { NEVER, NEVER };
	size_t lo = row_lo(t, i), hi = row_hi(t, i), j = lo;
	uint8_t *way = way_at(t, i, lo);

	if (!i) {
		now[0] = (struct cell){ 0, NEVER };
		*way++ = 0;
		j = 1;
	}
	for (; j <= hi; j++) {
		bool same = i && j && t->x.v[i - 1] == t->y.v[j - 1];

		now[j] = fill_cell(same, i && j ? before[j - 1] : none, i ? before[j] : none,
				   j > lo ? now[j - 1] : none, way++);
	}
	if (lo)
		now[lo - 1] = none;
	if (hi < t->y.n)
		now[hi + 1] = none;
}

/* The costs of the last cell. */
static struct cell fill(const struct table *t, struct arena *a)
{
	struct cell *rows[2];

	for (int k = 0; k < 2; k++) {
		rows[k] = arena_array(a, struct cell, t->y.n + 2);
		for (size_t j = 0; j < t->y.n + 2; j++)
			rows[k][j] = (struct cell){ NEVER, NEVER };
	}
	for (size_t i = 0; i <= t->x.n; i++)
		fill_row(t, i, rows[(i + 1) & 1], rows[i & 1]);
	return rows[t->x.n & 1][t->y.n];
}

/* ---- back through the table ---- */

/* The hunks, the last one first. */
static size_t go_back(const struct table *t, bool edit, struct text_hunk *hunks)
{
	size_t i = t->x.n, j = t->y.n, n = 0;

	while (i || j) {
		uint8_t way = *way_at(t, i, j);

		if (!edit) {
			edit = !(way & MATCH_GOES_ON);
			i--;
			j--;
			if (edit)
				hunks[n++] = (struct text_hunk){ i, 0, j, 0 };
			continue;
		}
		if (!n)
			hunks[n++] = (struct text_hunk){ i, 0, j, 0 };
		if ((way & FROM) != FROM_LEFT) {
			hunks[n - 1].a_at = --i;
			hunks[n - 1].a_n++;
		}
		if ((way & FROM) != FROM_UP) {
			hunks[n - 1].b_at = --j;
			hunks[n - 1].b_n++;
		}
		edit = !(way & EDIT_BEGINS);
	}
	return n;
}

static void turn_round(struct text_diff *d, size_t shift)
{
	for (size_t i = 0; i < d->n / 2; i++) {
		struct text_hunk keep = d->hunks[i];

		d->hunks[i] = d->hunks[d->n - 1 - i];
		d->hunks[d->n - 1 - i] = keep;
	}
	for (size_t i = 0; i < d->n; i++) {
		d->hunks[i].a_at += shift;
		d->hunks[i].b_at += shift;
	}
}

static struct chars chars_cut(struct chars c, size_t from, size_t end)
{
	return (struct chars){ c.v + from, c.n - from - end };
}

/* With a band of t; true when that was wide enough. ERR_LIMIT: it would be too large. */
static enum err try_band(struct arena *a, struct chars x, struct chars y, size_t t,
			 struct text_diff *out, bool *done)
{
	size_t width = 2 * t + 1 < y.n + 1 ? 2 * t + 1 : y.n + 1;
	struct table table = { x, y, t, width, NULL };
	struct arena *scratch;
	struct cell end;
	uint64_t cost;

	if (width > TEXT_DIFF_CELLS / (x.n + 1))
		return ERR_LIMIT;
	scratch = arena_open();
	table.way = arena_array(scratch, uint8_t, (x.n + 1) * width);
	end = fill(&table, scratch);
	cost = end.match <= end.edit ? end.match : end.edit;
	*done = cost < NEVER && cost / EDIT <= t;
	if (*done) {
		out->distance = cost / EDIT;
		out->n = cost % EDIT;
		out->hunks = arena_array(a, struct text_hunk, out->n);
		ensure(go_back(&table, end.match > end.edit, out->hunks) == out->n);
	}
	arena_close(scratch);
	return ERR_OK;
}

enum err text_diff(struct arena *a, struct chars x, struct chars y, struct text_diff *out,
		   struct why *why)
{
	size_t head = 0, tail = 0, least = x.n < y.n ? x.n : y.n;
	size_t apart = x.n < y.n ? y.n - x.n : x.n - y.n;
	enum err e = ERR_OK;
	bool done = false;

	*out = (struct text_diff){ 0 };
	while (head < least && x.v[head] == y.v[head])
		head++;
	while (tail < least - head && x.v[x.n - 1 - tail] == y.v[y.n - 1 - tail])
		tail++;
	x = chars_cut(x, head, tail);
	y = chars_cut(y, head, tail);
	for (size_t t = apart + 64; !done && e == ERR_OK; t *= 2)
		e = try_band(a, x, y, t, out, &done);
	if (e != ERR_OK)
		return why_set(why, e, SAY_TEXT_DIFF_LIMIT);
	turn_round(out, head);
	return ERR_OK;
}

size_t text_hunk_article(const struct text_body *x, const struct text_body *y,
			 const struct text_hunk *h)
{
	if (h->a_n || !x->c.n)
		return h->a_at < x->c.n ? x->article[h->a_at] : 0;
	/* Inserted between two articles: with the one whose end it prolongs, unless it begins the next. */
	if (!h->a_at)
		return x->article[0];
	if (h->a_at == x->c.n)
		return x->article[h->a_at - 1];
	if (h->b_at && y->article[h->b_at] == y->article[h->b_at - 1])
		return x->article[h->a_at - 1];
	return x->article[h->a_at];
}
