/* SPDX-License-Identifier: Apache-2.0 */
/* pack.c - the shelves of a pack, and what others may take from them. */
#include "pack/parts.h"

#include "base/ensure.h"

#include <stdlib.h>

/* ---- shelves ---- */

void *shelf_at(const struct pack *p, enum noun_id noun, size_t i)
{
	return p->shelf[noun].items + i * nouns[noun].size;
}

static struct str item_id(const void *item)
{
	return *(const struct str *)item;
}

struct str *item_origin(enum noun_id noun, void *item)
{
	return (struct str *)((char *)item + nouns[noun].origin_at);
}

void *shelf_find(const struct pack *p, enum noun_id noun, struct str id)
{
	for (size_t i = 0; i < p->shelf[noun].n; i++)
		if (str_eq(item_id(shelf_at(p, noun, i)), id))
			return shelf_at(p, noun, i);
	return NULL;
}

static size_t shelf_index(const struct pack *p, enum noun_id noun, const void *item)
{
	return (size_t)((const char *)item - p->shelf[noun].items) / nouns[noun].size;
}

static void shelf_grow(struct pack *p, enum noun_id noun)
{
	struct shelf *s = &p->shelf[noun];
	size_t cap = s->cap ? 2 * s->cap : 16, size = nouns[noun].size;
	char *items = arena_array_(p->a, cap, size);
	struct place *places = arena_array(p->a, struct place, cap);

	if (s->n) {
		memcpy(items, s->items, s->n * size);
		memcpy(places, s->places, s->n * sizeof *places);
	}
	s->items = items;
	s->places = places;
	s->cap = cap;
}

void *shelf_put(struct pack *p, enum noun_id noun, struct str id, struct place at)
{
	struct shelf *s = &p->shelf[noun];
	char *item = shelf_find(p, noun, id);

	if (!item && s->n >= SHELF_MAX)
		return NULL;
	if (!item) {
		if (s->n == s->cap)
			shelf_grow(p, noun);
		item = shelf_at(p, noun, s->n++);
	}
	memset(item, 0, nouns[noun].size);
	*(struct str *)item = id;
	s->places[shelf_index(p, noun, item)] = at;
	return item;
}

void shelf_break(struct pack *p, enum noun_id noun, const void *item)
{
	p->shelf[noun].places[shelf_index(p, noun, item)].broken = true;
}

bool shelf_drop(struct pack *p, enum noun_id noun, struct str id)
{
	struct shelf *s = &p->shelf[noun];
	char *item = shelf_find(p, noun, id);

	if (!item)
		return false;
	size_t i = shelf_index(p, noun, item), behind = s->n - i - 1;

	memmove(item, item + nouns[noun].size, behind * nouns[noun].size);
	memmove(&s->places[i], &s->places[i + 1], behind * sizeof *s->places);
	s->n--;
	return true;
}

/* ---- order ---- */

/* Runs of digits compare as numbers, so that A14.2 stands before A14.10. */
static int natural_cmp(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	while (i < a.n && j < b.n) {
		if (ascii_is_digit(a.p[i]) && ascii_is_digit(b.p[j])) {
			size_t from_a = i, from_b = j;

			while (i < a.n && ascii_is_digit(a.p[i]))
				i++;
			while (j < b.n && ascii_is_digit(b.p[j]))
				j++;
			if (i - from_a != j - from_b)
				return i - from_a < j - from_b ? -1 : 1;
			int c = memcmp(a.p + from_a, b.p + from_b, i - from_a);

			if (c)
				return c;
		} else if (a.p[i] != b.p[j]) {
			return (unsigned char)a.p[i] < (unsigned char)b.p[j] ? -1 : 1;
		} else {
			i++;
			j++;
		}
	}
	return str_cmp(str_cut(a, i, a.n), str_cut(b, j, b.n));
}

struct ordering {
	const struct pack *p;
	enum noun_id noun;
};

static int order_cmp(const void *a, const void *b, void *ctx)
{
	const struct ordering *o = ctx;

	return natural_cmp(item_id(shelf_at(o->p, o->noun, *(const size_t *)a)),
			   item_id(shelf_at(o->p, o->noun, *(const size_t *)b)));
}

static void shelf_sort(struct pack *p, enum noun_id noun)
{
	struct shelf *s = &p->shelf[noun], sorted = { .n = s->n, .cap = s->n };
	struct ordering o = { .p = p, .noun = noun };
	size_t *order = arena_array(p->a, size_t, s->n), size = nouns[noun].size;

	if (!s->n)
		return;
	for (size_t i = 0; i < s->n; i++)
		order[i] = i;
	qsort_r(order, s->n, sizeof *order, order_cmp, &o);
	sorted.items = arena_array_(p->a, s->n, size);
	sorted.places = arena_array(p->a, struct place, s->n);
	for (size_t i = 0; i < s->n; i++) {
		memcpy(sorted.items + i * size, s->items + order[i] * size, size);
		sorted.places[i] = s->places[order[i]];
	}
	*s = sorted;
}

static void collect_declined(struct pack *p)
{
	size_t n;
	const struct mechanism *m = pack_mechanisms(p, &n);

	p->declined = arena_array(p->a, const struct mechanism *, n);
	for (size_t i = 0; i < n; i++)
		if (m[i].declined.n)
			p->declined[p->declined_count++] = &m[i];
}

void pack_finish(struct pack *p, struct reading *r)
{
	for (int noun = 0; noun < NOUNS; noun++)
		shelf_sort(p, (enum noun_id)noun);
	for (int noun = 0; noun < NOUNS; noun++)
		for (size_t i = 0; i < p->shelf[noun].n; i++) {
			struct place at = p->shelf[noun].places[i];

			r->file = at.file;
			if (!at.broken)
				nouns[noun].check(r, p, at, shelf_at(p, (enum noun_id)noun, i));
		}
	collect_declined(p);
}

/* ---- what others take ---- */

static const struct pack_head *leaf_of(const struct pack *p)
{
	ensure(p->chain_count > 0);
	return &p->chain[p->chain_count - 1];
}

struct str pack_id(const struct pack *p)
{
	return leaf_of(p)->id;
}

struct str pack_title(const struct pack *p, enum lang lang)
{
	return leaf_of(p)->title[lang];
}

unsigned pack_article_total(const struct pack *p)
{
	uint64_t n = 0;

	return str_u64(leaf_of(p)->articles, &n) ? (unsigned)n : 0;
}

#define SHELF_ALL(p, noun, n) (*(n) = (p)->shelf[noun].n, (const void *)(p)->shelf[noun].items)

const struct rec_type *pack_types(const struct pack *p, size_t *n)
{
	return SHELF_ALL(p, NOUN_TYPE, n);
}

const struct article *pack_articles(const struct pack *p, size_t *n)
{
	return SHELF_ALL(p, NOUN_ARTICLE, n);
}

const struct measure *pack_measures(const struct pack *p, size_t *n)
{
	return SHELF_ALL(p, NOUN_MEASURE, n);
}

const struct mechanism *pack_mechanisms(const struct pack *p, size_t *n)
{
	return SHELF_ALL(p, NOUN_MECHANISM, n);
}

const struct parameter *pack_parameters(const struct pack *p, size_t *n)
{
	return SHELF_ALL(p, NOUN_PARAMETER, n);
}

const struct rule *pack_rules(const struct pack *p, size_t *n)
{
	return SHELF_ALL(p, NOUN_RULE, n);
}

const struct mechanism *const *pack_declined(const struct pack *p, size_t *n)
{
	*n = p->declined_count;
	return p->declined;
}

const struct article *pack_article(const struct pack *p, struct str number)
{
	return shelf_find(p, NOUN_ARTICLE, number);
}

const struct measure *pack_measure(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_MEASURE, id);
}

const struct mechanism *pack_mechanism(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_MECHANISM, id);
}

const struct parameter *pack_parameter(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_PARAMETER, id);
}

const struct rule *pack_rule(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_RULE, id);
}

const struct code *code_find(const struct pack *p, struct str list, struct str code)
{
	const struct code_list *l = shelf_find(p, NOUN_CODES, list);

	for (size_t i = 0; l && i < l->count; i++)
		if (str_eq(l->codes[i].id, code))
			return &l->codes[i];
	return NULL;
}

struct str pack_label(const struct pack *p, struct str list, struct str code, enum lang lang)
{
	const struct code *c = code_find(p, list, code);

	return c ? c->label[lang] : code;
}
