/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_chain.h"

#include "pack/text_chars.h"

enum { LOOK_BACK = 200, LABELS = 1024, RUN_HEAD = 12 };

/* ---- placing ---- */

/* "Scope ........ 3": an entry of a table of contents. */
static bool is_contents(struct str s)
{
	size_t at = s.n, dots = 0;
	bool digit = false;

	while (at && (ascii_is_digit(s.p[at - 1]) || s.p[at - 1] == ' ' || s.p[at - 1] == '\t')) {
		digit |= ascii_is_digit(s.p[at - 1]);
		at--;
	}
	while (at) {
		uint32_t c = char_before(s, at);
		char b[4];

		if (c != '.' && c != U'…' && c != U'·' && c != U'．' && c != 0x2027 && c != ' ')
			break;
		dots += c == U'…' ? 3 : c != ' ';
		at -= char_put(c, b);
	}
	return digit && dots >= 3;
}

static double weight(const struct text_line *t, const struct text_mark *m)
{
	double w = 1;

	if (m->weak)
		w *= 0.3;
	if (!t->fresh)
		w *= 0.3;
	if (is_contents(t->s))
		w *= 0.2;
	return w;
}

static void weigh_bodies(const struct text_lines *l, struct placed_list *list)
{
	size_t bytes = 0, k = list->n;
	uint32_t line = (uint32_t)l->n;

	while (k-- > 0) {
		struct placed *p = &list->v[k];

		for (bytes = 0; line > p->line; line--)
			bytes += l->v[line - 1].s.n;
		p->body = bytes > p->m.n ? bytes - p->m.n : 0;
		p->w *= p->body < 6 ? 0.8 : 1;
		p->w += p->w * 0.05 * (double)(p->body < 300 ? p->body : 300) / 300;
	}
}

void text_place_marks(const struct text_lines *l, struct placed_list marks[FAMILIES])
{
	for (size_t i = 0; i < l->n; i++) {
		struct text_mark m[MARK_READINGS];
		size_t n = text_mark_read(l->v[i].s, m);

		for (size_t k = 0; k < n; k++) {
			struct placed_list *list = &marks[m[k].family];

			if (list->n < TEXT_MARKS)
				*vec_push(list) = (struct placed){ .m = m[k],
								   .line = (uint32_t)i,
								   .w = weight(&l->v[i], &m[k]) };
		}
	}
	for (int f = 0; f < FAMILIES; f++)
		weigh_bodies(l, &marks[f]);
}

/* ---- what is said twice ---- */

struct run {
	size_t from, n, body;
};

/* The longest stretch of neighbours that count on. */
static struct run run_at(const struct placed_list *list, size_t from)
{
	struct run r = { from, 1, list->v[from].body };

	while (from + r.n < list->n && list->v[from + r.n].m.label == list->v[from].m.label + r.n &&
	       list->v[from + r.n].m.family != FAMILY_DECIMAL)
		r.body += list->v[from + r.n++].body;
	return r;
}

static bool same_head(const struct text_lines *l, const struct placed *a, const struct placed *b)
{
	struct str x = l->v[a->line].s, y = l->v[b->line].s;
	size_t i = a->m.n, k = b->m.n, same = 0;

	while (same < RUN_HEAD && i < x.n && k < y.n) {
		uint32_t c = char_next(x, &i), d = char_next(y, &k);

		if (c != d)
			return same >= 2 && (!char_is_letter(c) || !char_is_letter(d));
		same++;
	}
	return same >= 2;
}

/* Is what run r says also said, at greater length, by run o? */
static bool is_repeated(const struct text_lines *l, const struct placed_list *list, struct run r,
			struct run o)
{
	size_t same = 0;

	if (o.n < r.n || (o.n == r.n && o.body <= r.body))
		return false;
	for (size_t i = 0; i < r.n; i++) {
		unsigned want = list->v[r.from + i].m.label - list->v[o.from].m.label;

		if (want < o.n)
			same += same_head(l, &list->v[r.from + i], &list->v[o.from + want]);
	}
	return same * 10 >= r.n * 8;
}

/* Quotations before the text and tables of contents weigh next to nothing. */
static void lighten_repeated(struct arena *a, const struct text_lines *l, struct placed_list *list)
{
	enum { RUNS_MAX = 400 };
	struct run *runs = arena_array(a, struct run, RUNS_MAX);
	size_t n = 0;

	for (size_t i = 0; i < list->n && n < RUNS_MAX; i += runs[n++].n)
		runs[n] = run_at(list, i);
	for (size_t i = 0; i < n; i++) {
		bool said = false;

		for (size_t k = 0; k < n && !said; k++)
			said = k != i && is_repeated(l, list, runs[i], runs[k]);
		for (size_t k = 0; said && k < runs[i].n; k++)
			list->v[runs[i].from + k].w *= 0.02;
	}
}

/* ---- the chain ---- */

static unsigned key_of(const struct text_mark *m)
{
	return m->label * 128 + (m->sub < 127 ? m->sub : 127);
}

bool text_mark_restarts(const struct text_mark *a, const struct text_mark *b)
{
	return key_of(b) <= key_of(a);
}

static bool is_first(const struct text_mark *m)
{
	return m->label == 1 && (m->family != FAMILY_DECIMAL || m->sub == 1);
}

static unsigned gap_of(const struct text_mark *a, const struct text_mark *b)
{
	if (a->family != FAMILY_DECIMAL || a->label == b->label)
		return a->label == b->label ? (b->sub > a->sub ? b->sub - a->sub - 1 : 0) :
					      b->label - a->label - 1;
	return b->label - a->label - 1 + (b->sub - 1);
}

static bool has_word(enum text_family f)
{
	return f <= FAMILY_SECTION;
}

/* Numbers begin again behind a heading; or one mark later, where the first in a part was no part of its list. */
static double restart_cost(const struct placed_list *list, size_t from, const struct placed *b,
			   const uint32_t *seps)
{
	if (seps[b->line] > seps[list->v[from].line + 1])
		return 0.6;
	return from && seps[b->line] > seps[list->v[from - 1].line + 1] ? 1.3 : 3.5;
}

/* What the step from a mark to b costs; < 0: no step. */
static double step_cost(const struct placed_list *list, size_t from, const struct placed *b,
			const uint32_t *seps)
{
	const struct placed *a = &list->v[from];
	double cost = a->m.sep != b->m.sep ? 0.1 : 0;
	unsigned gap;

	if (text_mark_restarts(&a->m, &b->m)) {
		if (!is_first(&b->m))
			return -1;
		return cost + restart_cost(list, from, b, seps);
	}
	gap = gap_of(&a->m, &b->m);
	if (has_word(a->m.family))
		return cost + (gap * 0.02 < 0.5 ? gap * 0.02 : 0.5);
	return cost + (gap * 0.25 < 0.9 ? gap * 0.25 : 0.9);
}

struct link {
	double score;
	uint32_t before; /* UINT32_MAX: the chain begins here */
};

static void try_before(const struct placed_list *list, struct link *links, size_t i, size_t before,
		       const uint32_t *seps)
{
	double cost = step_cost(list, before, &list->v[i], seps), score;

	if (cost < 0)
		return;
	score = links[before].score - cost + list->v[i].w;
	if (score > links[i].score + 1e-9) {
		links[i].score = score;
		links[i].before = (uint32_t)before;
	}
}

struct text_chain text_chain_best(struct arena *a, const struct text_lines *l,
				  struct placed_list *list, const uint32_t *seps)
{
	struct link *links = arena_array(a, struct link, list->n);
	uint32_t *last = arena_array(a, uint32_t, LABELS); /* 1 + index of the last with a label */
	struct text_chain c = { arena_array(a, uint32_t, list->n), 0, 0 };
	size_t best = SIZE_MAX, n = 0;

	lighten_repeated(a, l, list);
	for (size_t i = 0; i < list->n; i++) {
		const struct placed *p = &list->v[i];
		bool plain = !has_word(p->m.family) && !is_first(&p->m);

		links[i] = (struct link){ p->w - (plain ? 0.3 : 0), UINT32_MAX };
		for (size_t k = i; k-- > 0 && i - k <= LOOK_BACK;)
			try_before(list, links, i, k, seps);
		if (p->m.label > 1 && p->m.label < LABELS && last[p->m.label - 1])
			try_before(list, links, i, last[p->m.label - 1] - 1, seps);
		if (p->m.label < LABELS)
			last[p->m.label] = (uint32_t)i + 1;
		if (best == SIZE_MAX || links[i].score > links[best].score)
			best = i;
	}
	if (best == SIZE_MAX)
		return c;
	c.score = links[best].score;
	for (uint32_t i = (uint32_t)best; i != UINT32_MAX; i = links[i].before)
		c.v[n++] = i;
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t keep = c.v[i];

		c.v[i] = c.v[n - 1 - i];
		c.v[n - 1 - i] = keep;
	}
	c.n = n;
	return c;
}
