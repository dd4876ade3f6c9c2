/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation.c - sets are merged in their order, warning lists take out, the rest is put in tables.
 *
 * An entry is a distinct (kind, value), numbered in that order; four bytes lead from it to its row
 * (all rows of all sets are numbered through), or to a list of rows where several say the same.
 * Values are never copied: they stay in the mapped sets.
 */
#include "index/generation.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "base/vec.h"
#include "index/names.h"
#include "index/prefixes.h"
#include "index/set_file.h"
#include "index/url_hosts.h"
#include "index/warn.h"

#define LIST_FLAG 0x80000000u /* rows[e] is a place in lists, not a row */

typedef VEC(uint32_t) u32_vec;

struct source_set {
	const struct set *set;
	struct str name;
	enum category category;
	uint32_t first; /* the number of its row 0 among all rows */
};

struct generation {
	struct arena *arena; /* names of sources */
	struct source_set *sets, *warnings;
	size_t set_count, warning_count;
	u32_vec rows;  /* of each entry */
	u32_vec lists; /* count, then so many rows */
	uint32_t kind_first[IND_KINDS + 1];
	struct names names;
	struct prefixes prefixes;
	struct tags exact;
	struct fast_key exact_key;
	struct url_hosts url_hosts;
	struct warn_index *warn; /* or NULL */
	struct generation_counts counts;
	struct sha256 identity;
};

/* ---- merging ---- */

/* A set on its way through the merge. */
struct cursor {
	uint64_t head; /* text_head(value): most comparisons end here */
	struct str value;
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

static void load_cursor(const struct generation *g, struct cursor *c)
{
	c->value = set_value(g->sets[c->set].set, c->row);
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
		load_cursor(g, &c);
		m->v[m->n++] = c;
	}
	for (size_t i = m->n / 2; i-- > 0;)
		sift_down(m, i);
}

static void merge_step(struct merge *m, const struct generation *g)
{
	struct cursor *c = &m->v[0];

	if (++c->row < c->end)
		load_cursor(g, c);
	else
		*c = m->v[--m->n];
	sift_down(m, 0);
}

/* ---- entries ---- */

static void add_entry(struct generation *g, const u32_vec *rows)
{
	ensure(g->lists.n + rows->n < LIST_FLAG);
	if (rows->n == 1) {
		*vec_push(&g->rows) = rows->v[0];
		return;
	}
	*vec_push(&g->rows) = LIST_FLAG | (uint32_t)g->lists.n;
	*vec_push(&g->lists) = (uint32_t)rows->n;
	for (size_t i = 0; i < rows->n; i++)
		*vec_push(&g->lists) = rows->v[i];
}

static void merge_kind(struct generation *g, struct merge *m, enum indicator_kind kind)
{
	u32_vec rows = { 0 };

	merge_start(m, g, kind);
	while (m->n) {
		struct str value = m->v[0].value;
		struct warn_hit w;

		rows.n = 0;
		do {
			*vec_push(&rows) = g->sets[m->v[0].set].first + m->v[0].row;
			merge_step(m, g);
		} while (m->n && str_eq(m->v[0].value, value));
		if (g->warn && warn_find(g->warn, kind, value, &w))
			g->counts.suppressed++;
		else
			add_entry(g, &rows);
	}
	vec_fini(&rows);
}

/* Gives back what doubling took too much. */
static void trim(u32_vec *v)
{
	v->v = mem_grow(v->v, v->n, sizeof *v->v);
	v->cap = v->n;
}

static void merge_sets(struct generation *g)
{
	struct merge m = { .v = mem_zero(g->set_count, sizeof *m.v) };

	for (unsigned k = 0; k < IND_KINDS; k++) {
		g->kind_first[k] = (uint32_t)g->rows.n;
		if (k != IND_NONE)
			merge_kind(g, &m, (enum indicator_kind)k);
		g->counts.by_kind[k] = g->rows.n - g->kind_first[k];
	}
	g->kind_first[IND_KINDS] = (uint32_t)g->rows.n;
	g->counts.indicators = g->rows.n;
	mem_free(m.v);
	trim(&g->rows);
	trim(&g->lists);
}

/* The set of a row, by its number among all rows; *row becomes its number in the set. */
static const struct source_set *set_of_row(const struct generation *g, uint32_t *row)
{
	size_t lo = 0, hi = g->set_count;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (g->sets[mid].first <= *row)
			lo = mid;
		else
			hi = mid;
	}
	*row -= g->sets[lo].first;
	return &g->sets[lo];
}

/* The rows of an entry. */
static const uint32_t *entry_rows(const struct generation *g, uint32_t entry, size_t *n)
{
	const uint32_t *r;

	ensure(entry < g->rows.n);
	r = &g->rows.v[entry];
	*n = 1;
	if (*r & LIST_FLAG) {
		r = &g->lists.v[*r & ~LIST_FLAG];
		*n = *r++;
	}
	return r;
}

struct str generation_value(const struct generation *g, uint32_t entry)
{
	size_t n;
	uint32_t row = entry_rows(g, entry, &n)[0];
	const struct source_set *s = set_of_row(g, &row);

	return set_value(s->set, row);
}

enum indicator_kind generation_kind(const struct generation *g, uint32_t entry)
{
	unsigned k = 0;

	ensure(entry < g->rows.n);
	while (g->kind_first[k + 1] <= entry)
		k++;
	return (enum indicator_kind)k;
}

/* ---- tables ---- */

static bool is_address(unsigned kind)
{
	return kind == IND_IPV4 || kind == IND_IPV6 || kind == IND_CIDR;
}

/* Kinds that are asked for exactly share a table; who asks compares the kind as well. */
static uint64_t exact_hash(const struct generation *g, struct str value)
{
	return fast_whole(&g->exact_key, value.p, value.n);
}

static void put_entry(struct generation *g, unsigned kind, uint32_t entry)
{
	struct str value = generation_value(g, entry);
	struct prefix p;

	if (kind == IND_URL)
		url_hosts_put(&g->url_hosts, value);
	if (kind == IND_DOMAIN)
		names_put(&g->names, value, entry);
	else if (!is_address(kind))
		tags_put(&g->exact, exact_hash(g, value), entry);
	else if (prefix_read(value, &p, NULL)) /* else a foreign set lied: it never hits */
		prefixes_put(&g->prefixes, p, entry);
}

static void fill_tables(struct generation *g)
{
	const uint64_t *by = g->counts.by_kind;
	uint64_t addresses = by[IND_IPV4] + by[IND_IPV6] + by[IND_CIDR];

	names_open(&g->names, by[IND_DOMAIN]);
	prefixes_open(&g->prefixes, addresses, by[IND_IPV4] + by[IND_CIDR],
		      by[IND_IPV6] + by[IND_CIDR]);
	tags_open(&g->exact, g->counts.indicators - by[IND_DOMAIN] - addresses);
	url_hosts_open(&g->url_hosts, by[IND_URL], &g->names.key);
	g->exact_key = fast_key_random();
	for (unsigned k = 0; k < IND_KINDS; k++)
		for (uint32_t e = g->kind_first[k]; e < g->kind_first[k + 1]; e++)
			put_entry(g, k, e);
}

/* ---- the whole ---- */

static struct source_set *take_inputs(struct generation *g, const struct generation_input *in,
				      size_t n, bool warnings)
{
	struct source_set *v = arena_array(g->arena, struct source_set, n);
	uint64_t first = 0;

	for (size_t i = 0; i < n; i++) {
		ensure(set_count(in[i].set) == 0 || set_is_warnings(in[i].set) == warnings);
		v[i] = (struct source_set){ .set = in[i].set,
					    .name = str_keep(g->arena, in[i].name),
					    .category = in[i].category,
					    .first = (uint32_t)first };
		first += set_count(in[i].set);
		ensure(first < LIST_FLAG);
	}
	if (!warnings)
		g->counts.rows = first;
	return v;
}

static void add_identities(struct hash_stream *h, const struct source_set *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sha256 id = set_identity(v[i].set);
		uint32_t tail[2] = { (uint32_t)v[i].category, (uint32_t)v[i].name.n };

		hash_stream_add(h, str_n((const char *)id.b, sizeof id.b));
		hash_stream_add(h, str_n((const char *)tail, sizeof tail));
		hash_stream_add(h, v[i].name);
	}
}

static struct sha256 identify(const struct generation *g)
{
	struct hash_stream *h = hash_stream_open();
	uint64_t n[2] = { g->set_count, g->warning_count };

	hash_stream_add(h, STR("cresset generation 1\n"));
	hash_stream_add(h, str_n((const char *)n, sizeof n));
	add_identities(h, g->sets, g->set_count);
	add_identities(h, g->warnings, g->warning_count);
	return hash_stream_close(h);
}

struct generation *generation_build(const struct generation_input *sets, size_t set_count,
				    const struct generation_input *warnings, size_t warning_count)
{
	struct generation *g = mem_zero(1, sizeof *g);

	g->arena = arena_open();
	g->set_count = set_count;
	g->warning_count = warning_count;
	g->sets = take_inputs(g, sets, set_count, false);
	g->warnings = take_inputs(g, warnings, warning_count, true);
	if (warning_count)
		g->warn = warn_open(warnings, warning_count);
	merge_sets(g);
	fill_tables(g);
	g->counts.warnings_unusable = g->warn ? warn_unusable(g->warn) : 0;
	g->counts.bytes = sizeof *g + g->rows.cap * sizeof *g->rows.v +
			  g->lists.cap * sizeof *g->lists.v + g->names.tags.bytes +
			  prefixes_bytes(&g->prefixes) + g->exact.bytes +
			  url_hosts_bytes(&g->url_hosts) + (g->warn ? warn_bytes(g->warn) : 0);
	g->identity = identify(g);
	return g;
}

void generation_close(struct generation *g)
{
	if (!g)
		return;
	names_close(&g->names);
	prefixes_close(&g->prefixes);
	tags_close(&g->exact);
	url_hosts_close(&g->url_hosts);
	warn_close(g->warn);
	vec_fini(&g->rows);
	vec_fini(&g->lists);
	arena_close(g->arena);
	mem_free(g);
}

struct generation_counts generation_counts(const struct generation *g)
{
	return g->counts;
}

bool generation_may_have_url(const struct generation *g, const struct url *u)
{
	return url_hosts_perhaps(&g->url_hosts, u);
}

struct generation_probes generation_probes(const struct generation *g)
{
	return (struct generation_probes){ &g->names, &g->prefixes, &g->exact, &g->exact_key,
					   &g->url_hosts };
}

struct sha256 generation_identity(const struct generation *g)
{
	return g->identity;
}

/* ---- probes ---- */

void generation_domain(const struct generation *g, struct str name, probe_fn *fn, void *ctx)
{
	struct name_walk w;
	uint32_t e;

	name_walk_start(&w, &g->names, name);
	while (name_walk_next(&w, &e))
		if (str_eq(generation_value(g, e), w.now) && !fn(ctx, e))
			return;
}

static bool is_prefix(struct str value, const struct prefix *p)
{
	struct prefix v;

	return prefix_read(value, &v, NULL) && v.len == p->len && addr_cmp(v.addr, p->addr) == 0;
}

void generation_prefix(const struct generation *g, struct prefix inner, probe_fn *fn, void *ctx)
{
	struct prefix_walk w;
	uint32_t e;

	if (!inner.addr.family)
		return;
	prefix_walk_start(&w, &g->prefixes, inner);
	while (prefix_walk_next(&w, &e))
		if (is_prefix(generation_value(g, e), &w.now) && !fn(ctx, e))
			return;
}

void generation_addr(const struct generation *g, struct addr a, probe_fn *fn, void *ctx)
{
	if (a.family)
		generation_prefix(g, prefix_of(a, addr_bits(a)), fn, ctx);
}

/* Asks for one text; false when fn had enough. */
static bool probe_exact(const struct generation *g, enum indicator_kind kind, struct str value,
			probe_fn *fn, void *ctx)
{
	struct tags_probe p = tags_probe(&g->exact, exact_hash(g, value));
	uint32_t e;

	while (tags_next(&p, &e))
		if (generation_kind(g, e) == kind && str_eq(generation_value(g, e), value))
			return fn(ctx, e);
	return true;
}

void generation_exact(const struct generation *g, enum indicator_kind kind, struct str value,
		      probe_fn *fn, void *ctx)
{
	if (g->counts.by_kind[kind])
		probe_exact(g, kind, value, fn, ctx);
}

void generation_url(const struct generation *g, const struct url *u, struct arena *scratch,
		    probe_fn *fn, void *ctx)
{
	struct str ex[URL_EXPRESSIONS];
	size_t n;

	if (!generation_may_have_url(g, u))
		return;
	n = url_expressions(scratch, u, ex);
	for (size_t i = 0; i < n && probe_exact(g, IND_URL, ex[i], fn, ctx); i++)
		;
}

/* ---- what stands behind an entry ---- */

static struct hit_source source_of(const struct source_set *s, uint32_t row)
{
	struct indicator ind = set_row(s->set, row);

	return (struct hit_source){
		.name = s->name, .ref = ind.ref, .category = s->category, .line = ind.line
	};
}

size_t generation_sources(const struct generation *g, uint32_t entry, struct instant at,
			  struct arena *a, struct hit_source **out)
{
	const struct source_set *last = NULL;
	size_t rows, n = 0;
	const uint32_t *r = entry_rows(g, entry, &rows);

	*out = NULL;
	for (size_t i = 0; i < rows; i++) {
		uint32_t row = r[i];
		const struct source_set *s = set_of_row(g, &row);

		/* one set is one source, whichever of its rows is valid */
		if (s == last || !set_row_valid(s->set, row, at))
			continue;
		if (!*out)
			*out = arena_array(a, struct hit_source, rows - i);
		(*out)[n++] = source_of(s, row);
		last = s;
	}
	return n;
}

static void explain_row(const struct generation *g, const struct source_set *s, size_t row,
			const struct warn_hit *w, generation_reason_fn *fn, void *ctx)
{
	struct indicator ind = set_row(s->set, row);
	struct generation_reason r = { .source = source_of(s, (uint32_t)row),
				       .valid_from = ind.valid_from,
				       .valid_until = ind.valid_until,
				       .warn_type = -1 };

	if (w) {
		enum warn_type type;

		r.warn_text = set_warning(g->warnings[w->list].set, w->row, &type, NULL);
		r.warn_list = g->warnings[w->list].name;
		r.warn_type = (int)type;
	}
	fn(ctx, &r);
}

void generation_explain(const struct generation *g, enum indicator_kind kind, struct str value,
			generation_reason_fn *fn, void *ctx)
{
	struct warn_hit w;
	bool warned = g->warn && warn_find(g->warn, kind, value, &w);

	for (size_t i = 0; i < g->set_count; i++) {
		size_t row, end = set_find(g->sets[i].set, kind, value, &row);

		for (; row < end; row++)
			explain_row(g, &g->sets[i], row, warned ? &w : NULL, fn, ctx);
	}
}
