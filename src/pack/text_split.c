/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_split.h"

#include "base/ensure.h"
#include "pack/text_inner.h"

#include <stdlib.h>

/* One document being cut out of the lines of its language. */
struct cutting {
	struct arena *a;
	struct text_plan *p;
	VEC(struct text_doc) docs;
	size_t floor; /* the first line that belongs to no document yet */
};

/* ---- parts ---- */

/* The highest family that heads something between two lines, or FAMILIES. */
static enum text_family top_part(const struct text_plan *p, size_t from, size_t to)
{
	enum text_family best = FAMILIES;

	for (size_t i = from; i < to; i++)
		if (p->cut[i] == CUT_PART && p->cut_family[i] < best)
			best = p->cut_family[i];
	return best;
}

static bool is_heading_before(const struct text_plan *p, size_t line)
{
	return line && !p->cut[line - 1] && (p->l.v[line - 1].short_ || p->l.v[line - 1].head);
}

static bool restarts_at(const struct text_plan *p, size_t i)
{
	return text_mark_restarts(&text_pick(p, p->articles, i - 1)->m,
				  &text_pick(p, p->articles, i)->m);
}

static bool is_headed(const struct text_plan *p, size_t i)
{
	uint32_t line = text_pick(p, p->articles, i)->line;

	return is_heading_before(p, line) || (line && p->cut[line - 1] >= CUT_PART);
}

/* The label of the first or last heading of family `part` in the lines [from, to), or 0. */
static unsigned part_label(const struct text_plan *p, size_t from, size_t to, enum text_family part,
			   bool first)
{
	unsigned label = 0;

	for (size_t k = from; k < to && !(first && label); k++)
		if (p->cut[k] == CUT_PART && p->cut_family[k] == part)
			label = p->cut_label[k];
	return label;
}

/* Do labels mostly count on behind headings, rather than begin again? */
static bool counts_through(const struct text_plan *p, enum text_family part)
{
	size_t on = 0, again = 0;
	unsigned last = 0;

	for (size_t i = 1; i < p->chain[p->articles].n; i++) {
		unsigned label = part_label(p, text_pick(p, p->articles, i - 1)->line,
					    text_pick(p, p->articles, i)->line, part, true);

		if (!is_headed(p, i))
			continue;
		if (!restarts_at(p, i))
			on++;
		else
			again += !label || label > last;
		last = label ? label : last;
	}
	return on > again;
}

/* Does another document begin with pick i, behind one that began with pick `first`? */
static bool is_border(const struct text_plan *p, size_t first, size_t i, enum text_family part,
		      bool through)
{
	uint32_t from = first ? text_pick(p, p->articles, first)->line : 0;
	uint32_t a = text_pick(p, p->articles, i - 1)->line;
	uint32_t b = text_pick(p, p->articles, i)->line;
	unsigned label = part_label(p, a, b, part, true);
	unsigned before = part_label(p, from, a, part, false);

	if (!restarts_at(p, i))
		return false;
	if (through || (label && label <= before))
		return true;
	return !label && !before && !(is_headed(p, i) && is_headed(p, first));
}

/* ---- articles ---- */

/* The line behind article `line`: the next cut, or the heading before articles that begin again. */
static size_t article_end(const struct text_plan *p, size_t line, size_t limit, bool again)
{
	size_t end = line + 1;

	while (end < limit && !p->cut[end])
		end++;
	if (again && end > line + 1 && end < limit && p->cut[end] == CUT_ARTICLE &&
	    is_heading_before(p, end))
		end--;
	return end;
}

static size_t paragraphs(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

/* Numbers: the labels where they count through, else counted on across restarts. */
static void number_articles(const struct text_plan *p, struct text_doc *d, size_t first)
{
	bool again = p->articles == FAMILY_DECIMAL;
	unsigned base = 0;

	for (size_t i = 1; i < d->count; i++)
		again |= restarts_at(p, first + i);
	for (size_t i = 0; i < d->count; i++) {
		struct text_article *t = &d->articles[i];

		if (i && restarts_at(p, first + i))
			base = d->articles[i - 1].number;
		t->number = p->articles == FAMILY_DECIMAL ? (unsigned)i + 1 :
			    again                         ? base + t->label :
							    t->label;
	}
}

/* Without marks: headings before the articles, or labels that begin again, if there are at least two parts. */
static void number_bare_parts(const struct text_plan *p, struct text_doc *d, size_t first)
{
	unsigned now = 1;

	for (size_t i = 1; i < d->count; i++) {
		uint32_t line = text_pick(p, p->articles, first + i)->line;

		now += p->cut[line - 1] >= CUT_PART || restarts_at(p, first + i);
		d->articles[i].part = now;
	}
	for (size_t i = 0; i < d->count; i++)
		d->articles[i].part = now == 1 ? 0 : i ? d->articles[i].part : 1;
}

static void number_parts(struct cutting *c, struct text_doc *d, size_t first, const uint32_t *lines,
			 size_t begin, size_t end)
{
	const struct text_plan *p = c->p;
	enum text_family top = top_part(p, begin, end);
	size_t k = begin, next = 0;
	unsigned now = 0, shift = 0;

	if (top == FAMILIES) {
		number_bare_parts(p, d, first);
		return;
	}
	d->parts = arena_array(c->a, struct text_part, end - begin + 1);
	for (size_t i = 0; i < d->count; i++) {
		for (; k < lines[i]; k++) {
			if (p->cut[k] != CUT_PART || p->cut_family[k] != top)
				continue;
			if (!i && p->cut_label[k] <= now)
				d->part_count = 0; /* what stood before was a table of contents */
			else if (p->cut_label[k] + shift <= now)
				shift = now; /* their labels begin again, too */
			now = p->cut_label[k] + shift;
			d->parts[d->part_count++] =
				(struct text_part){ now, p->l.v[k].s, p->l.v[k].no };
			for (; next < i && d->part_count == 1 && now > 1; next++)
				d->articles[next].part = now - 1; /* an excerpt */
		}
		d->articles[i].part = now;
	}
}

static size_t begin_of(const struct text_plan *p, size_t line, size_t floor)
{
	while (line > floor && (p->cut[line - 1] == CUT_PART || p->cut[line - 1] == CUT_HEADING))
		line--;
	return line;
}

static size_t read_articles(struct cutting *c, struct text_doc *d, size_t first, size_t limit,
			    uint32_t *lines)
{
	const struct text_plan *p = c->p;
	size_t most = 0, end = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct placed *m = text_pick(p, p->articles, first + i);
		const struct placed *next =
			i + 1 < d->count ? text_pick(p, p->articles, first + i + 1) : NULL;
		struct text_article *t = &d->articles[i];

		lines[i] = m->line;
		end = article_end(p, m->line, next ? next->line + 1 : limit,
				  next && restarts_at(p, first + i + 1));
		if (!next)
			end = text_tail(p, m->line, limit < p->l.n ? limit : p->l.n, most);
		t->label = m->m.label;
		t->sub = m->m.sub;
		t->line = p->l.v[m->line].no;
		t->text = text_join(c->a, &p->l, m->line, end, m->m.n);
		most = paragraphs(t->text) > most ? paragraphs(t->text) : most;
	}
	return end;
}

/* Picks [first, to) as a document. */
static void cut_doc(struct cutting *c, size_t first, size_t to)
{
	const struct text_plan *p = c->p;
	struct text_doc *d = vec_push(&c->docs);
	uint32_t *lines = arena_array(c->a, uint32_t, to - first);
	size_t limit = to < p->chain[p->articles].n ? text_pick(p, p->articles, to)->line : p->l.n;
	size_t begin, head, end;

	d->lang = p->l.v[text_pick(p, p->articles, first)->line].lang;
	d->count = to - first;
	d->articles = arena_array(c->a, struct text_article, d->count);
	end = read_articles(c, d, first, limit, lines);
	begin = begin_of(p, lines[0], c->floor);
	head = text_preamble(p, c->floor, begin);
	d->preamble = text_join(c->a, &p->l, head, begin, 0);
	number_articles(p, d, first);
	number_parts(c, d, first, lines, begin, end);
	text_titles(c->a, p, d, lines);
	c->floor = end;
}

static void cut_docs(struct cutting *c)
{
	const struct text_plan *p = c->p;
	size_t n = p->chain[p->articles].n, first = 0;
	enum text_family part = top_part(p, 0, p->l.n);
	bool through = counts_through(p, part);

	for (size_t i = 1; i <= n; i++) {
		if (i < n && !is_border(p, first, i, part, through))
			continue;
		cut_doc(c, first, i);
		first = i;
	}
}

/* ---- documents of a language ---- */

static size_t doc_bytes(const struct text_doc *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++)
		n += d->articles[i].text.n;
	return n;
}

/* A short list beside a text is no document. */
static bool is_substantial(const struct text_doc *d, const struct text_doc *main)
{
	return d == main || (d->count >= 2 && doc_bytes(d) * 4 >= doc_bytes(main));
}

static void keep_docs(struct cutting *c, struct text_docs *out)
{
	const struct text_doc *main = NULL;

	for (size_t i = 0; i < c->docs.n; i++)
		if (!main || doc_bytes(&c->docs.v[i]) > doc_bytes(main))
			main = &c->docs.v[i];
	for (size_t i = 0; i < c->docs.n && out->n < TEXT_DOCS; i++)
		if (is_substantial(&c->docs.v[i], main))
			out->v[out->n++] = c->docs.v[i];
}

static enum err split_lang(struct arena *a, const struct text_lines *all, enum text_lang lang,
			   struct text_docs *out, struct why *why)
{
	struct text_plan p = { .l = text_lines_of(a, all, lang) };
	struct cutting c = { .a = a, .p = &p };
	enum err e = ERR_OK;

	text_plan_make(a, &p);
	if (p.articles != FAMILIES && p.chain[p.articles].n > TEXT_ARTICLES)
		e = why_set(why, ERR_LIMIT, SAY_TEXT_ARTICLES, A(TEXT_ARTICLES));
	else if (p.articles != FAMILIES)
		cut_docs(&c);
	keep_docs(&c, out);
	vec_fini(&c.docs);
	text_plan_fini(&p);
	return e;
}

static int by_line(const void *x, const void *y)
{
	const struct text_doc *a = x, *b = y;
	uint32_t la = a->articles[0].line, lb = b->articles[0].line;

	return la < lb ? -1 : la > lb;
}

static enum err split_lines(struct arena *a, struct str text, bool inside, struct text_docs *out,
			    struct why *why)
{
	struct text_lines all;
	enum err e = text_lines_read(a, text, inside, &all, why);

	*out = (struct text_docs){ arena_array(a, struct text_doc, TEXT_DOCS), 0 };
	for (enum text_lang lang = 0; lang < TEXT_LANGS && e == ERR_OK; lang++)
		e = split_lang(a, &all, lang, out, why);
	if (e == ERR_OK && out->n)
		qsort(out->v, out->n, sizeof *out->v, by_line);
	return e;
}

static size_t total(const struct text_docs *docs)
{
	size_t n = 0;

	for (size_t i = 0; i < docs->n; i++)
		n += docs->v[i].count;
	return n;
}

/* Labels that leave something out, or too few articles: perhaps line breaks were lost. */
static bool has_holes(const struct text_docs *docs)
{
	if (total(docs) < 3)
		return true;
	for (size_t i = 0; i < docs->n; i++)
		for (size_t k = 1; k < docs->v[i].count; k++)
			if (docs->v[i].articles[k].label > docs->v[i].articles[k - 1].label + 1)
				return true;
	return false;
}

enum err text_split(struct arena *a, struct str bytes, struct text_docs *out, struct why *why)
{
	struct text_docs inside;
	struct str text;
	enum err e = text_decode(a, bytes, &text, why);

	*out = (struct text_docs){ 0 };
	if (e == ERR_OK)
		e = split_lines(a, text, false, out, why);
	if (e != ERR_OK || !has_holes(out))
		return e;
	e = split_lines(a, text, true, &inside, why);
	if (e == ERR_OK && total(&inside) > total(out) &&
	    !(total(&inside) >= 3 && has_holes(&inside)))
		*out = inside;
	return e;
}

const struct text_doc *text_doc_of(const struct text_docs *docs, enum text_lang lang)
{
	const struct text_doc *best = NULL;

	for (size_t i = 0; i < docs->n; i++)
		if ((lang == TEXT_LANGS || docs->v[i].lang == lang) &&
		    (!best || docs->v[i].count > best->count))
			best = &docs->v[i];
	return best;
}
