/* SPDX-License-Identifier: Apache-2.0 */
/* article.c - the articles of a text, those of the texts above it, and which belong to which. */
#include "pack/lineage.h"
#include "pack/parts.h"

#include "base/ensure.h"
#include "wire/json.h"

#include <stddef.h>

#define AT(m) offsetof(struct article, m)
static const struct slot article_slots[] = {
	{ "number", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "summary", SHAPE_WORDS, true, AT(summary), NULL },
	{ "coverage", SHAPE_CHOICE, true, AT(coverage), "automatic assisted manual none declined" },
	{ "why", SHAPE_WORDS, true, AT(why), NULL },
	{ "mechanisms", SHAPE_LIST, true, AT(mechanisms), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

bool article_read(struct reading *r, const struct yaml *t, void *item)
{
	struct article *x = item;
	const struct yaml *number = yaml_get(t, STR("number"));
	bool ok = shape_read(r, t, article_slots, x);

	if (number && !str_eq(number->text, x->number)) {
		reading_fault(r, number, SAY_PACK_NAME_IS_ID, A(number->text), A(x->number));
		ok = false;
	}
	return ok;
}

void article_write(struct json_writer *w, const void *item)
{
	shape_write(w, article_slots, item);
}

/* ---- texts ---- */

const struct pack_head *text_head(const struct pack *p)
{
	for (size_t i = p->chain_count; i-- > 0;)
		if (p->chain[i].articles.n)
			return &p->chain[i];
	return NULL;
}

const struct pack_head *text_above(const struct pack *p)
{
	const struct pack_head *text = text_head(p);

	for (size_t i = text ? (size_t)(text - p->chain) : 0; i-- > 0;)
		if (p->chain[i].articles.n)
			return &p->chain[i];
	return NULL;
}

bool text_has(const struct pack_head *text, struct str number)
{
	uint64_t no, total;

	return text && str_u64(number, &no) && str_u64(text->articles, &total) && no >= 1 &&
	       no <= total;
}

static const struct pack_head *head_of(const struct pack *p, struct str id)
{
	for (size_t i = 0; i < p->chain_count; i++)
		if (str_eq(p->chain[i].id, id))
			return &p->chain[i];
	return NULL;
}

/* The text that an item of the pack `origin` speaks of: its own, or the nearest above. */
static const struct pack_head *text_of(const struct pack *p, struct str origin)
{
	const struct pack_head *head = head_of(p, origin);

	for (size_t i = head ? (size_t)(head - p->chain) + 1 : 0; i-- > 0;)
		if (p->chain[i].articles.n)
			return &p->chain[i];
	return NULL;
}

/* The article's own file may be missing as yet. */
void need_article(struct reading *r, const struct pack *p, const struct yaml *t, struct str number,
		  struct str origin)
{
	const struct pack_head *text = text_of(p, origin);

	if (!text_has(text, number))
		reading_fault(r, yaml_get(t, STR("article")), SAY_PACK_NO_ARTICLE, A(number),
			      A(text ? text->id : origin));
}

void text_begins(struct pack *p)
{
	struct shelf *s = &p->shelf[NOUN_ARTICLE];

	for (size_t i = 0; i < s->n; i++) {
		const struct article *x = shelf_at(p, NOUN_ARTICLE, i);
		struct str id =
			arena_printf(p->a, "%.*s:%.*s", STR_FMT(x->origin), STR_FMT(x->number));
		struct article_above *up = shelf_put(p, NOUN_ABOVE, id, s->places[i]);

		if (!up)
			continue; /* there are fewer articles than a shelf holds things */
		up->pack = up->origin = x->origin;
		up->article = *x;
	}
	s->n = 0;
	p->shelf[NOUN_LINEAGE].n = 0; /* it speaks of the text above and the one above that */
}

/* ---- checking ---- */

/* May this article list a mechanism that was found in an article above? Lineage says so. */
static bool is_parent(const struct pack *p, const struct article *x, const struct mechanism *m)
{
	const struct pack_head *above = text_above(p);
	const struct lineage *l = pack_lineage(p, x->number);

	if (text_of(p, m->origin) == above && l) {
		for (size_t i = 0; i < l->parents.n; i++)
			if (str_eq(l->parents.v[i], m->article))
				return true;
		return false;
	}
	return true;
}

void article_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct article *x = item;
	const struct yaml *list = yaml_get(at.yaml, STR("mechanisms"));
	const struct pack_head *text = text_of(p, x->origin);

	need_all(r, p, at.yaml, "mechanisms", NOUN_MECHANISM);
	for (const struct yaml *t = list ? list->child : NULL; t; t = t->next) {
		const struct mechanism *m = shelf_find(p, NOUN_MECHANISM, t->text);

		if (!m)
			continue;
		if (text_of(p, m->origin) == text && m->article.n && !str_eq(m->article, x->number))
			reading_fault(r, t, SAY_PACK_OTHER_ARTICLE, A(m->id), A(m->article));
		else if (text_of(p, m->origin) != text && !is_parent(p, x, m))
			reading_fault(r, t, SAY_PACK_NOT_PARENT, A(m->id), A(m->article),
				      A(x->number));
	}
	if (!text_has(text, x->number))
		reading_fault(r, yaml_get(at.yaml, STR("number")), SAY_PACK_NO_ARTICLE,
			      A(x->number), A(x->origin));
}

/* ---- articles above: they come by merging, and by thawing ---- */

bool above_read(struct reading *r, const struct yaml *t, void *item)
{
	struct article_above *up = item;
	size_t colon = str_find(up->id, ':');

	if (colon == SIZE_MAX) {
		reading_fault(r, t, SAY_PACK_FROZEN);
		return false;
	}
	up->pack = str_cut(up->id, 0, colon);
	up->article.number = str_cut(up->id, colon + 1, up->id.n);
	up->article.origin = up->pack;
	return shape_read(r, t, article_slots, &up->article);
}

void above_write(struct json_writer *w, const void *item)
{
	shape_write(w, article_slots, &((const struct article_above *)item)->article);
}

void above_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct article_above *up = item;

	need_all(r, p, at.yaml, "mechanisms", NOUN_MECHANISM);
	if (!text_has(head_of(p, up->pack), up->article.number))
		reading_fault(r, at.yaml, SAY_PACK_NO_ARTICLE, A(up->article.number), A(up->pack));
}

/* ---- what others take ---- */

const struct article_above *pack_articles_above(const struct pack *p, size_t *n)
{
	*n = p->shelf[NOUN_ABOVE].n;
	return (const void *)p->shelf[NOUN_ABOVE].items;
}

const struct article *pack_article_above(const struct pack *p, struct str pack, struct str number)
{
	size_t n;
	const struct article_above *up = pack_articles_above(p, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(up[i].pack, pack) && str_eq(up[i].article.number, number))
			return &up[i].article;
	return NULL;
}

bool article_has(const struct article *x, struct str mechanism)
{
	for (size_t i = 0; i < x->mechanism_count; i++)
		if (str_eq(x->mechanisms[i], mechanism))
			return true;
	return false;
}

const struct article *pack_article_of(const struct pack *p, const struct mechanism *m)
{
	size_t n;
	const struct article *x = pack_articles(p, &n);

	for (size_t i = 0; i < n; i++)
		if (article_has(&x[i], m->id))
			return &x[i];
	return NULL;
}
