/* SPDX-License-Identifier: Apache-2.0 */
/* generation.c - a generation as it is asked: probes, and what stands behind an entry. */
#include "index/generation_int.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <sys/mman.h>

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
		ensure(first < UINT32_MAX / 2); /* so that lists have numbers, too */
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

static struct late_warn *late_warn_open(void)
{
	struct late_warn *w = mem_zero(1, sizeof *w);

	ensure(pthread_mutex_init(&w->lock, NULL) == 0);
	return w;
}

static void late_warn_close(struct late_warn *w)
{
	warn_close(w->index);
	pthread_mutex_destroy(&w->lock);
	mem_free(w);
}

const struct warn_index *generation_warn(const struct generation *g)
{
	const struct warn_index *index;

	if (!g->warning_count)
		return NULL;
	ensure(pthread_mutex_lock(&g->warn->lock) == 0);
	if (!g->warn->index) {
		struct generation_input *in = mem_zero(g->warning_count, sizeof *in);

		for (size_t i = 0; i < g->warning_count; i++)
			in[i] = (struct generation_input){ g->warnings[i].set, g->warnings[i].name,
							   g->warnings[i].category };
		g->warn->index = warn_open(in, g->warning_count);
		mem_free(in);
	}
	index = g->warn->index;
	ensure(pthread_mutex_unlock(&g->warn->lock) == 0);
	return index;
}

struct generation *generation_new(const struct generation_input *sets, size_t set_count,
				  const struct generation_input *warnings, size_t warning_count)
{
	struct generation *g = mem_zero(1, sizeof *g);

	g->arena = arena_open();
	g->set_count = set_count;
	g->warning_count = warning_count;
	g->sets = take_inputs(g, sets, set_count, false);
	g->warnings = take_inputs(g, warnings, warning_count, true);
	g->warn = late_warn_open();
	g->identity = identify(g);
	return g;
}

void generation_close(struct generation *g)
{
	if (!g)
		return;
	if (g->region) {
		munmap(g->region, g->region_bytes);
	} else {
		names_close(&g->names);
		prefixes_close(&g->prefixes);
		tags_close(&g->exact);
		url_hosts_close(&g->url_hosts);
		mem_free((void *)g->lists);
	}
	late_warn_close(g->warn);
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

/* ---- entries ---- */

/* The set of a row, by its number among all rows; *row becomes its number in the set. */
const struct source_set *generation_set_of(const struct generation *g, uint32_t *row)
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
static const uint32_t *entry_rows(const struct generation *g, const uint32_t *entry, size_t *n)
{
	size_t at = *entry - g->counts.rows;

	*n = 1;
	if (*entry < g->counts.rows)
		return entry;
	ensure(at < g->list_words);
	*n = g->lists[at];
	return &g->lists[at + 1];
}

static const struct source_set *first_row(const struct generation *g, uint32_t entry, uint32_t *row)
{
	size_t n;

	*row = entry_rows(g, &entry, &n)[0];
	return generation_set_of(g, row);
}

struct str generation_value(const struct generation *g, uint32_t entry)
{
	uint32_t row;
	const struct source_set *s = first_row(g, entry, &row);

	return set_value(s->set, row);
}

enum indicator_kind generation_kind(const struct generation *g, uint32_t entry)
{
	uint32_t row;
	const struct source_set *s = first_row(g, entry, &row);

	return (enum indicator_kind)set_kind_of(s->set, row);
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
	struct tags_probe p = tags_probe(&g->exact, generation_exact_hash(g, value));
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
	const uint32_t *r = entry_rows(g, &entry, &rows);

	*out = NULL;
	for (size_t i = 0; i < rows; i++) {
		uint32_t row = r[i];
		const struct source_set *s = generation_set_of(g, &row);

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
	const struct warn_index *index = generation_warn(g);
	bool warned = index && warn_find(index, kind, value, &w);

	for (size_t i = 0; i < g->set_count; i++) {
		size_t row, end = set_find(g->sets[i].set, kind, value, &row);

		for (; row < end; row++)
			explain_row(g, &g->sets[i], row, warned ? &w : NULL, fn, ctx);
	}
}
