/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation_build.c - sets are merged in their order, warning lists take out, the rest is put in tables.
 *
 * Two threads fill the tables of a large generation: one those of names, which are most, the other the rest.
 */
#include "index/generation_int.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "index/set_text.h"

enum { ALONE = 100000 }; /* names: fewer are not worth a thread */

typedef VEC(uint32_t) u32_vec;

struct building {
	struct generation *g;
	u32_vec entries, lists;
	size_t kind_first[IND_KINDS + 1]; /* into entries */
};

/* ---- merging ---- */

/* A set on its way through the merge. */
struct cursor {
	uint64_t head; /* text_head(value): most comparisons end here */
	struct str value;
	struct texts_walk walk; /* behind it */
	uint32_t set, row, end;
};

static bool cursor_before(const struct cursor *a, const struct cursor *b)
{
	int c;

	if (a->head != b->head)
		return a->head < b->head;
	c = str_cmp(a->value, b->value);
	return c ? c < 0 : a->set < b->set;
}

/* A binary heap of cursors; the first is the smallest. */
struct merge {
	struct cursor *v;
	size_t n;
};

static void sift_down(struct merge *m, size_t i)
{
	for (;;) {
		size_t k = 2 * i + 1;
		struct cursor t;

		if (k >= m->n)
			return;
		if (k + 1 < m->n && cursor_before(&m->v[k + 1], &m->v[k]))
			k++;
		if (!cursor_before(&m->v[k], &m->v[i]))
			return;
		t = m->v[i];
		m->v[i] = m->v[k];
		m->v[k] = t;
		i = k;
	}
}

static void load_cursor(struct cursor *c)
{
	c->value = texts_next(&c->walk);
	c->head = text_head(c->value);
}

static void merge_start(struct merge *m, const struct generation *g, enum indicator_kind kind)
{
	m->n = 0;
	for (size_t i = 0; i < g->set_count; i++) {
		struct cursor c = { .set = (uint32_t)i,
				    .row = (uint32_t)set_kind_first(g->sets[i].set, kind),
				    .end = (uint32_t)set_kind_first(g->sets[i].set, kind + 1) };

		if (c.row == c.end)
			continue;
		c.walk = set_values_from(g->sets[i].set, c.row);
		load_cursor(&c);
		m->v[m->n++] = c;
	}
	for (size_t i = m->n / 2; i-- > 0;)
		sift_down(m, i);
}

static void merge_step(struct merge *m)
{
	struct cursor *c = &m->v[0];

	if (++c->row < c->end)
		load_cursor(c);
	else
		*c = m->v[--m->n];
	sift_down(m, 0);
}

/* ---- entries ---- */

static void add_entry(struct building *b, const u32_vec *rows)
{
	ensure(b->lists.n + rows->n < UINT32_MAX / 2);
	if (rows->n == 1) {
		*vec_push(&b->entries) = rows->v[0];
		return;
	}
	*vec_push(&b->entries) = (uint32_t)(b->g->counts.rows + b->lists.n);
	*vec_push(&b->lists) = (uint32_t)rows->n;
	for (size_t i = 0; i < rows->n; i++)
		*vec_push(&b->lists) = rows->v[i];
}

static void merge_kind(struct building *b, struct merge *m, enum indicator_kind kind)
{
	const struct warn_index *warn = generation_warn(b->g);
	u32_vec rows = { 0 };

	merge_start(m, b->g, kind);
	while (m->n) {
		struct str value = m->v[0].value;
		struct warn_hit w;

		rows.n = 0;
		do {
			*vec_push(&rows) = b->g->sets[m->v[0].set].first + m->v[0].row;
			merge_step(m);
		} while (m->n && str_eq(m->v[0].value, value));
		if (warn && warn_find(warn, kind, value, &w))
			b->g->counts.suppressed++;
		else
			add_entry(b, &rows);
	}
	vec_fini(&rows);
}

static void merge_sets(struct building *b)
{
	struct generation_counts *c = &b->g->counts;
	struct merge m = { .v = mem_zero(b->g->set_count, sizeof *m.v) };

	for (unsigned k = 0; k < IND_KINDS; k++) {
		b->kind_first[k] = b->entries.n;
		if (k != IND_NONE)
			merge_kind(b, &m, (enum indicator_kind)k);
		c->by_kind[k] = b->entries.n - b->kind_first[k];
	}
	b->kind_first[IND_KINDS] = b->entries.n;
	c->indicators = b->entries.n;
	mem_free(m.v);
	b->g->lists = mem_grow(b->lists.v, b->lists.n, sizeof *b->lists.v);
	b->g->list_words = b->lists.n;
}

/* ---- tables ---- */

/* Entries on their way into a table: each goes to a random line of memory, so several are asked for
 * before the first is touched. */
struct filler {
	struct tags *t;
	unsigned n;
	struct {
		uint64_t hash;
		uint32_t entry;
	} v[32];
};

static void fill_rest(struct filler *f)
{
	for (unsigned i = 0; i < f->n; i++)
		tags_put(f->t, f->v[i].hash, f->v[i].entry);
	f->n = 0;
}

static void fill(struct filler *f, uint64_t hash, uint32_t entry)
{
	tags_prefetch_put(f->t, hash);
	f->v[f->n].hash = hash;
	f->v[f->n++].entry = entry;
	if (f->n == sizeof f->v / sizeof *f->v)
		fill_rest(f);
}

static void *fill_names(void *building)
{
	struct building *b = building;
	struct filler f = { .t = &b->g->names.tags };

	for (size_t i = b->kind_first[IND_DOMAIN]; i < b->kind_first[IND_DOMAIN + 1]; i++) {
		uint32_t e = b->entries.v[i];

		fill(&f, names_enter(&b->g->names, generation_value(b->g, e)), e);
	}
	fill_rest(&f);
	return NULL;
}

static void fill_others(struct building *b)
{
	struct generation *g = b->g;
	struct filler addresses = { .t = &g->prefixes.tags }, exact = { .t = &g->exact };

	for (unsigned k = IND_DOMAIN + 1; k < IND_KINDS; k++)
		for (size_t i = b->kind_first[k]; i < b->kind_first[k + 1]; i++) {
			uint32_t e = b->entries.v[i];
			struct str value = generation_value(g, e);
			struct prefix p;

			if (k == IND_URL)
				url_hosts_put(&g->url_hosts, value);
			if (!generation_is_address(k))
				fill(&exact, generation_exact_hash(g, value), e);
			else if (prefix_read(value, &p,
					     NULL)) /* else a foreign set lied: it never hits */
				fill(&addresses, prefixes_enter(&g->prefixes, p), e);
		}
	fill_rest(&addresses);
	fill_rest(&exact);
}

static void fill_tables(struct building *b)
{
	struct generation *g = b->g;
	const uint64_t *by = g->counts.by_kind;
	uint32_t most = generation_entry_most(g);
	uint64_t addresses = by[IND_IPV4] + by[IND_IPV6] + by[IND_CIDR];
	pthread_t thread;
	bool two;

	names_open(&g->names, by[IND_DOMAIN], most);
	prefixes_open(&g->prefixes, addresses, by[IND_IPV4] + by[IND_CIDR],
		      by[IND_IPV6] + by[IND_CIDR], most);
	tags_open(&g->exact, g->counts.indicators - by[IND_DOMAIN] - addresses, most);
	url_hosts_open(&g->url_hosts, by[IND_URL], &g->names.key);
	g->exact_key = fast_key_random();
	two = by[IND_DOMAIN] > ALONE && pthread_create(&thread, NULL, fill_names, b) == 0;
	if (!two)
		fill_names(b);
	fill_others(b);
	if (two)
		ensure(pthread_join(thread, NULL) == 0);
}

struct generation *generation_build(const struct generation_input *sets, size_t set_count,
				    const struct generation_input *warnings, size_t warning_count)
{
	struct generation *g = generation_new(sets, set_count, warnings, warning_count);
	struct building b = { .g = g };
	const struct warn_index *warn = generation_warn(g);

	merge_sets(&b);
	fill_tables(&b);
	vec_fini(&b.entries);
	g->counts.warnings_unusable = warn ? warn_unusable(warn) : 0;
	g->counts.bytes = sizeof *g + g->list_words * sizeof *g->lists + g->names.tags.bytes +
			  prefixes_bytes(&g->prefixes) + g->exact.bytes +
			  url_hosts_bytes(&g->url_hosts) + (warn ? warn_bytes(warn) : 0);
	return g;
}
