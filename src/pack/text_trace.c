/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_trace.h"

#include "pack/text_grams.h"

/* Titles with less in common are not of the same article. */
#define TITLE_FLOOR 0.12

static bool is_number(struct str s, unsigned n)
{
	uint64_t v;

	return str_u64(s, &v) && v == n;
}

static bool lists(const struct str *v, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], id))
			return true;
	return false;
}

/* The article of the leaf pack with this number, or NULL. */
static const struct article *leaf_article(const struct pack *p, unsigned number)
{
	size_t n;
	const struct article *all = pack_articles(p, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].origin, pack_id(p)) && is_number(all[i].number, number))
			return &all[i];
	return NULL;
}

static bool belongs(const struct pack *p, const struct mechanism *m, unsigned number)
{
	const struct article *art = leaf_article(p, number);

	return (str_eq(m->origin, pack_id(p)) && is_number(m->article, number)) ||
	       (art && lists(art->mechanisms, art->mechanism_count, m->id));
}

static void trace_measures(struct arena *a, const struct pack *p, struct traced_mechanism *t)
{
	size_t n;
	const struct measure *all = pack_measures(p, &n);

	t->measures = arena_array(a, const struct measure *, n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].mechanism, t->m->id) ||
		    lists(t->m->measures, t->m->measure_count, all[i].id))
			t->measures[t->n++] = &all[i];
}

static bool is_doubtful(struct arena *a, const struct text_doc *d, const struct pack *p,
			const struct text_article *t)
{
	const struct article *art = leaf_article(p, t->number);
	struct grams x, y, *both[] = { &x, &y };

	if (!art || !t->title.n || (d->lang != TEXT_ZH && d->lang != TEXT_EN))
		return false;
	x = grams_of(a, t->title);
	y = grams_of(a, art->title[d->lang == TEXT_ZH ? LANG_ZH : LANG_EN]);
	grams_weigh(both, 2);
	return grams_alike(&x, &y) < TITLE_FLOOR;
}

static void trace_article(struct arena *a, const struct pack *p, struct traced_article *t)
{
	size_t n;
	const struct mechanism *all = pack_mechanisms(p, &n);

	t->mechanisms = arena_array(a, struct traced_mechanism, n);
	for (size_t i = 0; i < n; i++) {
		if (!belongs(p, &all[i], t->article->number))
			continue;
		t->mechanisms[t->n].m = &all[i];
		trace_measures(a, p, &t->mechanisms[t->n++]);
	}
}

/* Was this mechanism linked to some article? */
static const struct traced_mechanism *find_linked(const struct text_doc *d,
						  const struct text_trace *t, struct str id)
{
	for (size_t i = 0; i < d->count; i++)
		for (size_t k = 0; k < t->articles[i].n; k++)
			if (str_eq(t->articles[i].mechanisms[k].m->id, id))
				return &t->articles[i].mechanisms[k];
	return NULL;
}

static void find_mechanisms(struct arena *a, const struct text_doc *d, const struct pack *p,
			    struct text_trace *out)
{
	size_t n;
	const struct mechanism *all = pack_mechanisms(p, &n);

	out->astray = arena_array(a, const struct mechanism *, n);
	out->unmeasured = arena_array(a, const struct mechanism *, n);
	for (size_t i = 0; i < n; i++) {
		const struct traced_mechanism *t = find_linked(d, out, all[i].id);

		if (!t && str_eq(all[i].origin, pack_id(p)))
			out->astray[out->astray_n++] = &all[i];
		else if (!t)
			out->inherited++;
		else if (!t->n && !str_eq(all[i].kind, STR("stance")) &&
			 !str_eq(all[i].status, STR("declined")))
			out->unmeasured[out->unmeasured_n++] = &all[i];
	}
}

static void find_measures(struct arena *a, const struct text_doc *d, const struct pack *p,
			  struct text_trace *out)
{
	size_t n;
	const struct measure *all = pack_measures(p, &n);

	out->loose = arena_array(a, const struct measure *, n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].origin, pack_id(p)) && !find_linked(d, out, all[i].mechanism))
			out->loose[out->loose_n++] = &all[i];
}

void text_trace(struct arena *a, const struct text_doc *d, const struct pack *p,
		struct text_trace *out)
{
	*out = (struct text_trace){ .articles = arena_array(a, struct traced_article, d->count),
				    .bare = arena_array(a, const struct text_article *, d->count) };
	for (size_t i = 0; i < d->count; i++) {
		struct traced_article *t = &out->articles[i];

		t->article = &d->articles[i];
		t->doubtful = is_doubtful(a, d, p, t->article);
		trace_article(a, p, t);
		if (!t->n)
			out->bare[out->bare_n++] = t->article;
	}
	find_mechanisms(a, d, p, out);
	find_measures(a, d, p, out);
}
