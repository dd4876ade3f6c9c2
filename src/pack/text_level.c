/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_level.c - which family of marks counts the articles, and which ones count headings above them?
 *
 * A word ("article") decides, unless the text that holds it is itself a longer list of plain numbers. Of
 * plain numbers: X stands above Y where Y begins again behind marks of X. From the top down, a family
 * is passed over as headings when most of its marks are followed by a mark of a lower one at once, or
 * when a lower one counts on across it.
 */
#include "pack/text_chars.h"
#include "pack/text_inner.h"

/* ---- chains of every family ---- */

static bool has_family(const struct text_mark *m, size_t n, enum text_family f)
{
	return (n > 0 && m[0].family == f) || (n > 1 && m[1].family == f);
}

/* seps[i]: lines before i that can part a sequence of f: headings and marks of other families. */
static uint32_t *separators(struct arena *a, const struct text_lines *l, enum text_family f)
{
	uint32_t *seps = arena_array(a, uint32_t, l->n + 2);

	for (size_t i = 0; i < l->n; i++) {
		struct text_mark m[MARK_READINGS];
		size_t n = text_mark_read(l->v[i].s, m);
		bool is = n ? !has_family(m, n, f) : l->v[i].head || l->v[i].short_;

		seps[i + 1] = seps[i] + is;
	}
	seps[l->n + 1] = seps[l->n];
	return seps;
}

/* Of two readings of the same lines the better one stands. */
static void drop_double(struct text_plan *p, enum text_family x, enum text_family y)
{
	struct text_chain *a = &p->chain[x], *b = &p->chain[y];
	size_t k = 0;

	for (size_t i = 0; i < a->n; i++) {
		uint32_t line = p->marks[x].v[a->v[i]].line;

		while (k < b->n && p->marks[y].v[b->v[k]].line < line)
			k++;
		if (k == b->n || p->marks[y].v[b->v[k]].line != line)
			continue;
		(a->score < b->score ? a : b)->n = 0;
		return;
	}
}

static void make_chains(struct arena *a, struct text_plan *p)
{
	text_place_marks(&p->l, p->marks);
	for (int f = 0; f < FAMILIES; f++)
		if (p->marks[f].n)
			p->chain[f] = text_chain_best(a, &p->l, &p->marks[f],
						      separators(a, &p->l, (enum text_family)f));
	drop_double(p, FAMILY_ROMAN, FAMILY_LETTER);
	drop_double(p, FAMILY_DIGIT, FAMILY_DECIMAL);
}

static uint32_t line_of(const struct text_plan *p, enum text_family f, size_t i)
{
	return text_pick(p, f, i)->line;
}

static uint32_t last_line(const struct text_plan *p, enum text_family f)
{
	return line_of(p, f, p->chain[f].n - 1);
}

/* How many picks of f lie in the lines (from, to). */
static size_t picks_between(const struct text_plan *p, enum text_family f, uint32_t from,
			    uint32_t to)
{
	size_t n = 0;

	for (size_t i = 0; i < p->chain[f].n; i++)
		n += line_of(p, f, i) > from && line_of(p, f, i) < to;
	return n;
}

/* Steps of y's chain that go across a mark of x: how many begin again, and how many count on. */
struct across {
	size_t again, on;
};

static struct across steps_across(const struct text_plan *p, enum text_family y, enum text_family x)
{
	struct across c = { 0 };
	size_t k = 0;

	for (size_t i = 1; i < p->chain[y].n; i++) {
		const struct placed *a = text_pick(p, y, i - 1), *b = text_pick(p, y, i);

		while (k < p->chain[x].n && line_of(p, x, k) <= a->line)
			k++;
		if (k == p->chain[x].n || line_of(p, x, k) >= b->line)
			continue;
		if (text_mark_restarts(&a->m, &b->m))
			c.again++;
		else
			c.on++;
	}
	return c;
}

static size_t bytes_of(const struct text_plan *p, enum text_family f)
{
	size_t n = 0;

	for (size_t i = 0; i < p->chain[f].n; i++)
		n += text_pick(p, f, i)->body;
	return n;
}

static bool is_above(const struct text_plan *p, enum text_family x, enum text_family y)
{
	size_t xy = steps_across(p, y, x).again, yx = steps_across(p, x, y).again;
	size_t x_in = picks_between(p, x, line_of(p, y, 0), last_line(p, y));
	size_t y_in = picks_between(p, y, line_of(p, x, 0), last_line(p, x));

	if (xy != yx)
		return xy > yx;
	if (!x_in != !y_in)
		return !x_in;
	if (!x_in) /* one behind the other: the longer text is the text */
		return bytes_of(p, x) > bytes_of(p, y);
	if (p->chain[x].n != p->chain[y].n)
		return p->chain[x].n < p->chain[y].n;
	return x < y;
}

/* ---- choosing ---- */

static bool is_candidate(const struct text_plan *p, enum text_family f)
{
	return f >= FAMILY_HAN && p->chain[f].n >= 2 && !p->is_part[f];
}

/* The candidate that stands above most others, or FAMILIES. */
static enum text_family top_candidate(const struct text_plan *p)
{
	enum text_family best = FAMILIES;
	size_t best_wins = 0;

	for (enum text_family x = FAMILY_HAN; x < FAMILIES; x++) {
		size_t wins = 1;

		if (!is_candidate(p, x))
			continue;
		for (enum text_family y = FAMILY_HAN; y < FAMILIES; y++)
			wins += y != x && is_candidate(p, y) && is_above(p, x, y);
		if (wins > best_wins) {
			best = x;
			best_wins = wins;
		}
	}
	return best;
}

/* The line is a heading, and the next one begins something below it. */
static bool is_bare_heading(const struct text_plan *p, uint32_t line, enum text_family f)
{
	struct text_mark m[MARK_READINGS];
	size_t n;

	if (!text_line_heads(&p->l.v[line]) || line + 1 >= p->l.n)
		return false;
	n = text_mark_read(p->l.v[line + 1].s, m);
	return n && !has_family(m, n, f);
}

static bool is_heading_level(const struct text_plan *p, enum text_family f)
{
	size_t bare = 0;

	for (size_t i = 0; i < p->chain[f].n; i++)
		bare += is_bare_heading(p, line_of(p, f, i), f);
	return bare * 2 >= p->chain[f].n;
}

static bool counts_on_below(const struct text_plan *p, enum text_family top)
{
	for (enum text_family f = FAMILY_HAN; f < FAMILIES; f++) {
		struct across c;

		if (f == top || !is_candidate(p, f) || p->chain[f].n <= p->chain[top].n)
			continue;
		c = steps_across(p, f, top);
		if (c.on && c.on > c.again)
			return true;
	}
	return false;
}

static bool has_other_candidate(const struct text_plan *p, enum text_family f)
{
	for (enum text_family y = FAMILY_HAN; y < FAMILIES; y++)
		if (y != f && is_candidate(p, y))
			return true;
	return false;
}

/* "1 Scope" is too common a beginning of a line to count where something else does. */
static void drop_bare_digits(struct text_plan *p)
{
	struct text_chain *c = &p->chain[FAMILY_DIGIT_SPACE];
	bool lone = true;

	for (enum text_family f = FAMILY_HAN; f < FAMILIES; f++)
		lone &= f == FAMILY_DIGIT_SPACE || f == FAMILY_DECIMAL || !is_candidate(p, f);
	if (!lone && (c->n < 3 || bytes_of(p, FAMILY_DIGIT_SPACE) < 60 * c->n))
		c->n = 0;
}

static enum text_family choose_number(struct text_plan *p)
{
	enum text_family top;

	drop_bare_digits(p);
	while ((top = top_candidate(p)) != FAMILIES && has_other_candidate(p, top) &&
	       (is_heading_level(p, top) || counts_on_below(p, top)))
		p->is_part[top] = true;
	return top;
}

/* A list of plain numbers that is longer than what it quotes by words: an amendment, a commentary. */
static bool is_quoted_in(const struct text_plan *p, enum text_family word, enum text_family f)
{
	struct across c;

	if (f == FAMILIES || p->chain[f].n < p->chain[word].n || p->chain[f].n < 2 ||
	    line_of(p, f, 0) > line_of(p, word, 0))
		return false;
	c = steps_across(p, f, word);
	return !c.again && (c.on || p->chain[f].n >= 3 * p->chain[word].n);
}

static enum text_family choose_articles(struct text_plan *p)
{
	enum text_family words[] = { FAMILY_ARTICLE, FAMILY_SECTION }, number = choose_number(p);
	enum text_family best = FAMILIES;

	for (int i = 0; i < 2; i++) {
		size_t n = p->chain[words[i]].n;

		if (n && p->chain[words[i]].score > (n == 1 && number != FAMILIES ? 9 : 0.5) &&
		    !is_quoted_in(p, words[i], number))
			return words[i];
	}
	if (number != FAMILIES)
		return number;
	/* A single article, or chapters alone. */
	for (enum text_family f = 0; f < FAMILY_DIGIT_SPACE; f++)
		if (p->chain[f].n && text_pick(p, f, 0)->w > 0.6 &&
		    (best == FAMILIES || p->chain[f].n > p->chain[best].n))
			best = f;
	return best;
}

/* Above articles that a word counts: numbers that count on while the articles do, or they begin again. */
static void find_number_parts(struct text_plan *p)
{
	for (enum text_family f = FAMILY_HAN; f <= FAMILY_DIGIT; f++) {
		p->is_part[f] = false;
		if (p->chain[f].n >= 2 && is_above(p, f, p->articles) && is_heading_level(p, f))
			p->is_part[f] = true;
	}
}

/* ---- cutting ---- */

static void cut_at(struct text_plan *p, uint32_t line, uint8_t cut, const struct text_mark *m)
{
	p->cut[line] = cut;
	if (m) {
		p->cut_family[line] = m->family;
		p->cut_label[line] = m->label;
	}
}

static bool is_higher(const struct text_plan *p, enum text_family f)
{
	if (f == FAMILY_LETTER || f == p->articles || f == FAMILY_SECTION)
		return false;
	if (p->articles == FAMILY_DECIMAL)
		return f < FAMILY_DECIMAL || f == FAMILY_DIGIT_SPACE;
	return f < p->articles || (p->articles <= FAMILY_SECTION && f <= FAMILY_ROMAN);
}

/* Plain words on a line of their own between the end of a sentence and an article. In brackets or with a colon they
 * say who is responsible, most likely; but Japanese laws caption their articles so. */
static bool is_plain_heading(const struct text_plan *p, uint32_t i)
{
	const struct text_line *t = &p->l.v[i], *before = i ? t - 1 : t;
	size_t at = 0;
	uint32_t first = char_next(t->s, &at);
	bool bracket = first == '(' || first == U'（';

	if (!t->short_ || str_find(t->s, ':') != SIZE_MAX ||
	    str_find_str(t->s, STR("\xEF\xBC\x9A")) != SIZE_MAX || (bracket && t->lang != TEXT_JA))
		return false;
	return !i || before->stops || p->cut[i - 1] ||
	       char_is_closer(char_before(before->s, before->s.n));
}

/* A single heading of a higher family: an excerpt may have no more than one. */
static void cut_bare_headings(struct text_plan *p)
{
	for (uint32_t i = 0; i + 1 < p->l.n; i++) {
		struct text_mark m[MARK_READINGS];
		size_t n = p->cut[i] ? 0 : text_mark_read(p->l.v[i].s, m);

		if (!text_line_heads(&p->l.v[i]) || !p->l.v[i].fresh || p->cut[i])
			continue;
		if (n && !m[0].weak && is_higher(p, m[0].family) && p->cut[i + 1])
			cut_at(p, i, CUT_PART, &m[0]);
		else if (!n && p->cut[i + 1] && (p->l.v[i].head || is_plain_heading(p, i)))
			cut_at(p, i, CUT_HEADING, NULL);
	}
}

static void make_cuts(struct arena *a, struct text_plan *p)
{
	p->cut = arena_array(a, uint8_t, p->l.n + 1);
	p->cut_family = arena_array(a, enum text_family, p->l.n + 1);
	p->cut_label = arena_array(a, unsigned, p->l.n + 1);
	for (int f = 0; f < FAMILIES; f++) {
		bool part = p->is_part[f] || f <= FAMILY_SECT;

		if ((int)p->articles != f && !part)
			continue;
		for (size_t i = 0; i < p->chain[f].n; i++) {
			const struct placed *m = text_pick(p, (enum text_family)f, i);
			bool is_article = (int)p->articles == f;

			if (is_article || text_line_heads(&p->l.v[m->line]))
				cut_at(p, m->line, is_article ? CUT_ARTICLE : CUT_PART, &m->m);
		}
	}
	for (int i = 0; i < 3; i++) /* headings above headings */
		cut_bare_headings(p);
}

void text_plan_make(struct arena *a, struct text_plan *p)
{
	make_chains(a, p);
	p->articles = choose_articles(p);
	if (p->articles == FAMILIES)
		return;
	if (p->articles <= FAMILY_SECTION)
		find_number_parts(p);
	p->is_part[p->articles] = false;
	make_cuts(a, p);
}

void text_plan_fini(struct text_plan *p)
{
	for (int f = 0; f < FAMILIES; f++)
		vec_fini(&p->marks[f]);
}
