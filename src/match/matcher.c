/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matcher.c - each value of an event asks the tables; what answers becomes hits.
 *
 * A value has answers in up to two layers, the generation and the delta's own. They are gathered as
 * entries, from the most specific to the least, and merged by how specific they are: equal ranks of
 * one value mean the same indicator.
 */
#include "match/matcher.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "base/vec.h"
#include "match/digest.h"
#include "wire/host.h"
#include "wire/domain.h"

enum { LAYERS = 2, ALL_ADDR_BITS = 128 };

#define DELTA_KEY (1ull << 32) /* keys of entries that only the delta has */

struct seen {
	enum field field;
	uint64_t key;
};

struct answers {
	VEC(uint32_t) entries;
};

struct matcher {
	const struct generation *layer[LAYERS]; /* the big one; the delta's, or NULL */
	const struct delta *delta;
	struct match_options options;
	struct arena *scratch; /* one event's */
	struct answers answers[LAYERS];
	VEC(struct seen) seen;         /* emitted for this event */
	VEC(struct str) request_hosts; /* http.host values of this event, folded */
	VEC(struct url) urls;          /* its URLs */

	/* the event at hand */
	const struct event *event;
	struct instant at;
	hit_fn *emit;
	void *ctx;
	size_t hits;
};

/* One value that asks. */
struct ask {
	enum field field;
	struct str observed; /* empty: the text of addr, made when there is a hit */
	struct addr addr;
};

struct matcher *matcher_open(const struct generation *g, const struct delta *d,
			     struct match_options options)
{
	struct matcher *m = mem_zero(1, sizeof *m);

	ensure(g != NULL);
	m->layer[0] = g;
	m->layer[1] = d ? delta_added(d) : NULL;
	m->delta = d;
	m->options = options;
	m->scratch = arena_open();
	return m;
}

void matcher_close(struct matcher *m)
{
	if (!m)
		return;
	for (size_t l = 0; l < LAYERS; l++)
		vec_fini(&m->answers[l].entries);
	vec_fini(&m->seen);
	vec_fini(&m->request_hosts);
	vec_fini(&m->urls);
	arena_close(m->scratch);
	mem_free(m);
}

/* ---- hits ---- */

static bool is_repeat(struct matcher *m, enum field field, uint64_t key)
{
	for (size_t i = 0; i < m->seen.n; i++)
		if (m->seen.v[i].field == field && m->seen.v[i].key == key)
			return true;
	*vec_push(&m->seen) = (struct seen){ field, key };
	return false;
}

/* Takes revoked sources out of those of the big generation. */
static size_t drop_revoked(const struct matcher *m, uint32_t entry, struct hit_source *s, size_t n)
{
	enum indicator_kind kind;
	struct str value;
	size_t kept = 0;

	if (!n || !m->delta)
		return n;
	kind = generation_kind(m->layer[0], entry);
	value = generation_value(m->layer[0], entry);
	for (size_t i = 0; i < n; i++)
		if (!delta_revokes(m->delta, kind, value, s[i].name))
			s[kept++] = s[i];
	return kept;
}

/* The sources of one indicator in both layers (entry NULL: not in that one), valid now. */
static size_t sources_of(struct matcher *m, const uint32_t *const entry[LAYERS],
			 struct hit_source **out)
{
	struct hit_source *s[LAYERS] = { NULL };
	size_t n[LAYERS] = { 0 };

	if (entry[0]) {
		n[0] = generation_sources(m->layer[0], *entry[0], m->at, m->scratch, &s[0]);
		n[0] = drop_revoked(m, *entry[0], s[0], n[0]);
	}
	if (entry[1])
		n[1] = generation_sources(m->layer[1], *entry[1], m->at, m->scratch, &s[1]);
	if (!n[0] || !n[1]) {
		*out = n[0] ? s[0] : s[1];
		return n[0] + n[1];
	}
	*out = arena_array(m->scratch, struct hit_source, n[0] + n[1]);
	memcpy(*out, s[0], n[0] * sizeof **out);
	memcpy(*out + n[0], s[1], n[1] * sizeof **out);
	return n[0] + n[1];
}

static struct str addr_string(struct matcher *m, struct addr a)
{
	char p[ADDR_TEXT_MAX];

	return str_keep(m->scratch, str_n(p, addr_text(a, p)));
}

static struct str observed_of(struct matcher *m, const struct ask *q)
{
	if (field_is_client(q->field))
		return str_n(NULL, 0);
	return q->observed.n ? q->observed : addr_string(m, q->addr);
}

/* One indicator covers the value. true: it counts (valid, of an unrevoked source), whether it was
 * emitted or folded into an earlier hit. */
static bool covered(struct matcher *m, const struct ask *q, const uint32_t *const entry[LAYERS])
{
	struct hit_source *sources;
	size_t n = sources_of(m, entry, &sources);
	size_t l = entry[0] ? 0 : 1;
	struct hit hit;

	if (!n)
		return false;
	hit = (struct hit){ .event = m->event,
			    .field = q->field,
			    .kind = generation_kind(m->layer[l], *entry[l]),
			    .indicator = generation_value(m->layer[l], *entry[l]),
			    .observed = observed_of(m, q),
			    .sources = sources,
			    .source_count = n,
			    .key = l ? DELTA_KEY | *entry[1] : *entry[0] };
	if (is_repeat(m, q->field, hit.key))
		return true;
	m->hits++;
	m->emit(m->ctx, &hit);
	return true;
}

/* ---- merging two layers ---- */

static bool gather(void *ctx, uint32_t entry)
{
	struct answers *a = ctx;

	*vec_push(&a->entries) = entry;
	return true;
}

/* How specific is an answer, among answers to one value of one family? */
static size_t rank_of(const struct generation *g, uint32_t entry)
{
	struct str value = generation_value(g, entry);
	struct prefix p;

	switch (generation_kind(g, entry)) {
	case IND_DOMAIN:
		return value.n;
	case IND_IPV4:
	case IND_IPV6:
	case IND_CIDR:
		return prefix_read(value, &p, NULL) ? p.len : ALL_ADDR_BITS;
	default:
		return 0; /* exact kinds have one answer */
	}
}

/* Walks the gathered answers of one value; true when one counted. */
static bool settle(struct matcher *m, const struct ask *q)
{
	size_t at[LAYERS] = { 0 };
	bool found = false;

	for (;;) {
		const uint32_t *next[LAYERS] = { NULL };
		size_t rank[LAYERS] = { 0 };

		for (size_t l = 0; l < LAYERS; l++)
			if (at[l] < m->answers[l].entries.n)
				next[l] = &m->answers[l].entries.v[at[l]];
		if (!next[0] && !next[1])
			return found;
		for (size_t l = 0; next[0] && next[1] && l < LAYERS; l++)
			rank[l] = rank_of(m->layer[l], *next[l]);
		if (rank[0] > rank[1])
			next[1] = NULL;
		else if (rank[1] > rank[0])
			next[0] = NULL;
		at[0] += next[0] != NULL;
		at[1] += next[1] != NULL;
		found |= covered(m, q, next);
		if (found && !m->options.all)
			return true;
	}
}

static void forget_answers(struct matcher *m)
{
	m->answers[0].entries.n = 0;
	m->answers[1].entries.n = 0;
}

/* ---- asking ---- */

static void ask_domain(struct matcher *m, enum field field, struct str name)
{
	struct ask q = { .field = field, .observed = name };

	if (!name.n)
		return;
	forget_answers(m);
	for (size_t l = 0; l < LAYERS && m->layer[l]; l++)
		generation_domain(m->layer[l], name, gather, &m->answers[l]);
	settle(m, &q);
}

static void ask_addr(struct matcher *m, enum field field, struct addr a, struct str observed)
{
	struct ask q = { field, observed, a };

	forget_answers(m);
	for (size_t l = 0; l < LAYERS && m->layer[l]; l++)
		generation_addr(m->layer[l], a, gather, &m->answers[l]);
	settle(m, &q);
}

static bool ask_exact(struct matcher *m, const struct ask *q, enum indicator_kind kind,
		      struct str value)
{
	forget_answers(m);
	for (size_t l = 0; l < LAYERS && m->layer[l]; l++)
		generation_exact(m->layer[l], kind, value, gather, &m->answers[l]);
	return settle(m, q);
}

static bool may_have_url(const struct matcher *m, const struct url *u)
{
	for (size_t l = 0; l < LAYERS && m->layer[l]; l++)
		if (generation_may_have_url(m->layer[l], u))
			return true;
	return false;
}

static void ask_url(struct matcher *m, const struct url *u)
{
	struct ask q = { .field = FIELD_HTTP_URL, .observed = u->text };
	struct str ex[URL_EXPRESSIONS];
	size_t n;

	if (!may_have_url(m, u))
		return;
	n = url_expressions(m->scratch, u, ex);
	for (size_t i = 0; i < n; i++)
		if (ask_exact(m, &q, IND_URL, ex[i]) && !m->options.all)
			return;
}

/* A host as name or address; the folded text (in the scratch arena where it was folded). */
static struct str ask_host(struct matcher *m, enum field field, struct str text)
{
	struct host h;
	struct str name;

	host_read(text, &h);
	if (h.addr.family) {
		ask_addr(m, field, h.addr, text);
		return addr_string(m, h.addr);
	}
	name = str_keep(m->scratch, str_n(h.name, h.n));
	ask_domain(m, field, name);
	return name;
}

/* A name of DNS or TLS: no port; some clients ask for an address as if it were a name. */
static void ask_name(struct matcher *m, enum field field, struct str text)
{
	char name[DOMAIN_MAX];
	struct addr a;

	if (addr_read(text, &a))
		ask_addr(m, field, a, text);
	else
		ask_domain(m, field, str_n(name, domain_fold(text, name)));
}

/* Hashes and fingerprints: any case, and "ab:cd:.." as some logs write certificates. */
static void ask_digest(struct matcher *m, enum field field, enum indicator_kind kind,
		       struct str text)
{
	char low[DIGEST_LONGEST];
	struct ask q = { .field = field, .observed = { low, 0 } };

	if (!digest_fold(text, low, sizeof low, &q.observed.n))
		return;
	ask_exact(m, &q, kind, q.observed);
}

static void ask_value(struct matcher *m, const struct event_value *v)
{
	struct addr a;
	struct url u;

	switch (v->field) {
	case FIELD_SRC_IP:
	case FIELD_DST_IP:
	case FIELD_DNS_ANSWER_IP:
		if (event_value_addr(v, &a))
			ask_addr(m, v->field, a, v->text);
		return;
	case FIELD_DNS_QUERY:
	case FIELD_DNS_ANSWER_NAME:
	case FIELD_TLS_SNI:
		ask_name(m, v->field, v->text);
		return;
	case FIELD_HTTP_HOST:
		*vec_push(&m->request_hosts) = ask_host(m, v->field, v->text);
		return;
	case FIELD_HTTP_URL:
		if (url_read(m->scratch, v->text, &u, NULL) != ERR_OK)
			return;
		*vec_push(&m->urls) = u;
		ask_url(m, &u);
		return;
	default:
		ask_digest(m, v->field, digest_kind(v->field), v->text);
	}
}

/* The host of a URL asks as a host does, unless an http.host of the event was the same. */
static void ask_url_host(struct matcher *m, const struct url *u)
{
	struct str host = u->host;

	if (host.n && host.p[0] == '[')
		host = str_cut(host, 1, host.n - 1);
	for (size_t i = 0; i < m->request_hosts.n; i++)
		if (str_eq(m->request_hosts.v[i], host))
			return;
	ask_host(m, FIELD_HTTP_URL, host);
}

static void begin(struct matcher *m, const struct event *ev, hit_fn *emit, void *ctx)
{
	m->event = ev;
	m->at = ev->has_time ? ev->time : m->options.now;
	m->emit = emit;
	m->ctx = ctx;
	m->hits = 0;
	m->seen.n = m->request_hosts.n = m->urls.n = 0;
	if (arena_used(m->scratch))
		arena_reset(m->scratch);
}

size_t matcher_event(struct matcher *m, const struct event *ev, hit_fn *emit, void *ctx)
{
	begin(m, ev, emit, ctx);
	for (size_t i = 0; i < ev->n; i++)
		ask_value(m, &ev->v[i]);
	for (size_t i = 0; i < m->urls.n; i++)
		ask_url_host(m, &m->urls.v[i]);
	return m->hits;
}

size_t matcher_prefix(struct matcher *m, const struct event *ev, struct prefix p, hit_fn *emit,
		      void *ctx)
{
	struct ask q = { .field = FIELD_DST_IP, .addr = p.addr };

	begin(m, ev, emit, ctx);
	forget_answers(m);
	for (size_t l = 0; l < LAYERS && m->layer[l]; l++)
		generation_prefix(m->layer[l], p, gather, &m->answers[l]);
	settle(m, &q);
	return m->hits;
}
