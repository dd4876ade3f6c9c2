/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_twin.c - the matcher against a naive twin: every value of every event is compared with every
 * listed row by the rules as DESIGN states them, without tables, masks or expressions.
 *
 * The universe is small and crowded on purpose: names, addresses and paths are drawn from few
 * parts, so that parents, children, near misses, repeats, windows and revocations meet all the time.
 */
#include "../index/feed.h"

#include "base/rand.h"
#include "base/vec.h"
#include "match/matcher.h"
#include "wire/domain.h"

#include <arpa/inet.h>
#include <ctype.h>

enum { SETS = 3, DELTA_SET = SETS, ROWS = 120, EVENTS = 400, ROUNDS = 60, VALUES = 6 };

/* A row as the twin sees it. */
struct listed {
	enum indicator_kind kind;
	struct str value;
	unsigned set; /* 0..SETS-1 in the order of configuration; DELTA_SET: pushed */
	int64_t from, until;
	uint64_t line;
};

struct world {
	struct arena *a;
	struct prng r;
	VEC(struct listed) rows;
	struct delta_revocation revoked[8];
	size_t revoked_n;
	struct set *sets[SETS + 1];
	struct generation *g;
	struct delta *d;
};

static const char *const set_names[SETS + 1] = { "one", "two", "three", "pushed" };

static unsigned below(struct world *w, unsigned n)
{
	return (unsigned)prng_below(&w->r, n);
}

#define PICK(w, ...) \
	pick_((w), (const char *const[]){ __VA_ARGS__ }, \
	      sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))
static const char *pick_(struct world *w, const char *const *v, size_t n)
{
	return v[below(w, (unsigned)n)];
}

/* ---- the universe ---- */

/* Two to five labels, so that all parents down to two labels are URL expressions, too. */
static struct str some_name(struct world *w)
{
	struct str s = arena_printf(w->a, "%s.%s", PICK(w, "evil", "notevil", "ev", "x-1"),
				    PICK(w, "example", "test", "invalid"));

	for (unsigned n = below(w, 4); n > 0; n--)
		s = arena_printf(w->a, "%s.%.*s", PICK(w, "a", "b", "evil", "_dmarc", "example"),
				 STR_FMT(s));
	return s;
}

static struct str some_v4(struct world *w)
{
	return arena_printf(w->a, "198.51.%u.%u", below(w, 3), below(w, 4) * 64 + below(w, 3));
}

static struct str some_v6(struct world *w)
{
	return arena_printf(w->a, "2001:db8:%x::%x", 1 + below(w, 3), 1 + below(w, 3));
}

static struct str some_cidr(struct world *w)
{
	if (below(w, 3) == 0)
		return STR("2001:db8::/32");
	if (below(w, 3) == 0)
		return arena_printf(w->a, "2001:db8:%x::/48", 1 + below(w, 3));
	switch (below(w, 3)) {
	case 0:
		return STR("198.51.0.0/16");
	case 1:
		return arena_printf(w->a, "198.51.%u.0/24", below(w, 3));
	}
	return arena_printf(w->a, "198.51.%u.%u/26", below(w, 3), below(w, 4) * 64);
}

static struct str some_hex(struct world *w, size_t n)
{
	char *p = arena_alloc(w->a, n);

	memset(p, "0a"[below(w, 2)], n);
	p[n - 1] = "12"[below(w, 2)];
	return str_n(p, n);
}

static struct str some_path(struct world *w)
{
	return arena_printf(w->a, "/%s%s%s", PICK(w, "", "a/", "a/b/", "a/b/c/d/e/"),
			    PICK(w, "", "f", "a"), PICK(w, "", "?q=1", "?"));
}

static struct str some_url(struct world *w)
{
	struct str host = below(w, 4) ? some_name(w) : some_v4(w), path = some_path(w);

	return arena_printf(w->a, "%.*s%s%.*s", STR_FMT(host), PICK(w, "", "", ":8080"),
			    STR_FMT(path));
}

static size_t hex_length(enum indicator_kind k)
{
	return k == IND_SHA1 || k == IND_CERT_SHA1     ? 40 :
	       k == IND_SHA256 || k == IND_CERT_SHA256 ? 64 :
	       k == IND_JA4                            ? 36 :
							 32;
}

static struct str some_value(struct world *w, enum indicator_kind k)
{
	switch (k) {
	case IND_DOMAIN:
		return some_name(w);
	case IND_IPV4:
		return some_v4(w);
	case IND_IPV6:
		return some_v6(w);
	case IND_CIDR:
		return some_cidr(w);
	case IND_URL:
		return some_url(w);
	default:
		return some_hex(w, hex_length(k));
	}
}

static struct listed some_row(struct world *w)
{
	struct listed l = { .set = below(w, SETS + 1), .from = INT64_MIN, .until = INT64_MAX };

	l.kind = (enum indicator_kind)(1 + below(w, IND_KINDS - 1));
	l.value = some_value(w, l.kind);
	l.line = 1 + below(w, 1000);
	if (below(w, 4) == 0)
		l.from = 100 + below(w, 3);
	if (below(w, 4) == 0)
		l.until = 101 + below(w, 3);
	return l;
}

/* ---- making both sides ---- */

static void build_set(struct world *w, unsigned set)
{
	struct set_builder *b = set_builder_open();

	for (size_t i = 0; i < w->rows.n; i++) {
		struct listed *l = &w->rows.v[i];
		struct indicator r = row_of(l->kind, l->value, l->line);

		r.valid_from.us = l->from;
		r.valid_until.us = l->until;
		if (l->set == set)
			set_builder_add(b, &r);
	}
	w->sets[set] = set_of_builder(w->a, b);
}

static void make_world(struct world *w, uint64_t seed)
{
	struct generation_input in[SETS + 1];
	struct generation *added;

	*w = (struct world){ .a = arena_open(), .r = prng_of(seed) };
	for (unsigned i = 0, n = below(w, ROWS); i < n; i++)
		*vec_push(&w->rows) = some_row(w);
	for (unsigned s = 0; s <= SETS; s++) {
		build_set(w, s);
		in[s] = (struct generation_input){ w->sets[s], str_of(set_names[s]), CAT_C2 };
	}
	for (w->revoked_n = 0; w->rows.n && w->revoked_n < below(w, 8); w->revoked_n++) {
		struct listed *l = &w->rows.v[below(w, (unsigned)w->rows.n)];

		w->revoked[w->revoked_n] =
			(struct delta_revocation){ l->kind, l->value,
						   str_of(below(w, 2) ? set_names[l->set] : "") };
	}
	w->g = generation_build(in, SETS, NULL, 0);
	if (below(w, 4) == 0)
		return; /* no delta at all */
	added = below(w, 3) ? generation_build(in + SETS, 1, NULL, 0) : NULL;
	w->d = delta_build(added, w->revoked, w->revoked_n);
}

static void end_world(struct world *w)
{
	delta_close(w->d);
	generation_close(w->g);
	for (unsigned s = 0; s <= SETS; s++)
		set_close(w->sets[s]);
	vec_fini(&w->rows);
	arena_close(w->a);
}

/* ---- the twin's rules ---- */

static struct str lower_name(struct arena *a, struct str s)
{
	char *p = (char *)str_keep(a, s).p;

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)tolower((unsigned char)p[i]);
	if (s.n && p[s.n - 1] == '.')
		s.n--;
	return str_n(p, s.n);
}

static bool below_name(struct str parent, struct str name)
{
	return str_eq(parent, name) || (name.n > parent.n && name.p[name.n - parent.n - 1] == '.' &&
					str_ends(name, parent));
}

/* Bits that agree, or -1 for different families. */
static int bits_of(struct arena *a, struct str text, unsigned char out[16])
{
	const char *c = str_keep(a, text).p;

	memset(out, 0, 16);
	if (inet_pton(AF_INET, c, out) == 1)
		return 32;
	return inet_pton(AF_INET6, c, out) == 1 ? 128 : -1;
}

/* The length of the prefix if it covers the address, else -1. */
static int covers_addr(struct arena *a, struct str prefix, struct str addr)
{
	size_t slash = str_find(prefix, '/');
	unsigned char p[16], x[16];
	int pb = bits_of(a, str_cut(prefix, 0, slash), p), xb = bits_of(a, addr, x), len = pb;

	if (pb < 0 || pb != xb)
		return -1;
	if (slash != SIZE_MAX)
		len = atoi(str_keep(a, str_cut(prefix, slash + 1, prefix.n)).p);
	for (int i = 0; i < len; i++)
		if ((p[i / 8] ^ x[i / 8]) >> (7 - i % 8) & 1)
			return -1;
	return len;
}

static void split_url(struct str u, struct str *host, struct str *path)
{
	size_t at = str_find(u, '/');

	*host = str_cut(u, 0, at);
	*path = str_cut(u, at, u.n);
}

/* How specific is the listed path for the seen one: more is more; -1: does not cover. */
static int path_rank(struct str listed, struct str seen)
{
	size_t q = str_find(seen, '?');
	struct str bare = str_cut(seen, 0, q);
	int folders = 0;

	if (q != SIZE_MAX && str_eq(listed, seen))
		return 2000;
	if (str_eq(listed, bare))
		return 1000;
	for (size_t i = 0; i < bare.n && folders < 4; i++)
		if (bare.p[i] == '/') {
			folders++;
			if (str_eq(listed, str_cut(bare, 0, i + 1)))
				return folders;
		}
	return -1;
}

/* Host first, then path; hosts below addresses do not exist. */
static int url_rank(struct str listed, struct str seen)
{
	struct str lh, lp, sh, sp;
	int path;

	split_url(listed, &lh, &lp);
	split_url(seen, &sh, &sp);
	path = path_rank(lp, sp);
	if (path < 0 || !below_name(lh, sh))
		return -1;
	if (!str_eq(lh, sh) &&
	    (sh.p[sh.n - 1] != lh.p[lh.n - 1] || isdigit((unsigned char)lh.p[0])))
		return -1;
	return (int)lh.n * 10000 + path;
}

/* What a value asks for: one of the three forms of question, and the value it asks with. */
struct question {
	enum { ASK_NAME, ASK_ADDR, ASK_URL, ASK_EXACT } form;
	enum field field;
	enum indicator_kind kind; /* of ASK_EXACT */
	struct str value, observed;
};

static int rank_of(struct world *w, const struct question *q, const struct listed *l)
{
	switch (q->form) {
	case ASK_NAME:
		return l->kind == IND_DOMAIN && below_name(l->value, q->value) ? (int)l->value.n :
										 -1;
	case ASK_ADDR:
		if (l->kind != IND_IPV4 && l->kind != IND_IPV6 && l->kind != IND_CIDR)
			return -1;
		return covers_addr(w->a, l->value, q->value);
	case ASK_URL:
		return l->kind == IND_URL ? url_rank(l->value, q->value) : -1;
	case ASK_EXACT:
		return l->kind == q->kind && str_eq(l->value, q->value) ? 0 : -1;
	}
	return -1;
}

static bool counts(const struct world *w, const struct listed *l, int64_t at)
{
	if (at < l->from || at >= l->until)
		return false;
	if (l->set == DELTA_SET)
		return w->d && delta_added(w->d);
	for (size_t i = 0; w->d && i < w->revoked_n; i++) {
		const struct delta_revocation *r = &w->revoked[i];

		if (r->kind == l->kind && str_eq(r->value, l->value) &&
		    (r->source.n == 0 || str_eq(r->source, str_of(set_names[l->set]))))
			return false;
	}
	return true;
}

/* A line as the hit would be told, with the sources in order. */
static struct str told(struct world *w, const struct question *q, const struct listed *l,
		       int64_t at)
{
	struct buf b = { 0 };
	struct str s;

	buf_printf(&b, "%d %d %.*s %.*s", q->field, l->kind, STR_FMT(l->value),
		   field_is_client(q->field) ? 0 : (int)q->observed.n, q->observed.p);
	for (unsigned set = 0; set <= SETS; set++)
		for (size_t i = 0; i < w->rows.n; i++)
			if (w->rows.v[i].set == set && w->rows.v[i].kind == l->kind &&
			    str_eq(w->rows.v[i].value, l->value) && counts(w, &w->rows.v[i], at)) {
				buf_printf(&b, " %s", set_names[set]);
				break;
			}
	s = str_keep(w->a, buf_str(&b));
	buf_fini(&b);
	return s;
}

struct lines {
	VEC(struct str) v;
	VEC(struct str) keys; /* "field kind indicator": folded within one event */
};

static void add_told(struct world *w, struct lines *out, const struct question *q,
		     const struct listed *l, int64_t at)
{
	struct str key = arena_printf(w->a, "%d %d %.*s", q->field, l->kind, STR_FMT(l->value));

	for (size_t i = 0; i < out->keys.n; i++)
		if (str_eq(out->keys.v[i], key))
			return;
	*vec_push(&out->keys) = key;
	*vec_push(&out->v) = told(w, q, l, at);
}

static void answer(struct world *w, const struct question *q, int64_t at, bool all,
		   struct lines *out)
{
	const struct listed *best = NULL;
	int rank = -1;

	for (size_t i = 0; i < w->rows.n; i++) {
		const struct listed *l = &w->rows.v[i];
		int r = rank_of(w, q, l);

		if (r < 0 || !counts(w, l, at))
			continue;
		if (all)
			add_told(w, out, q, l, at);
		if (r > rank) {
			best = l;
			rank = r;
		}
	}
	if (best && !all)
		add_told(w, out, q, best, at);
}

/* ---- events, and what they ask ---- */

struct asked {
	struct event_value v[VALUES];
	struct question q[2 * VALUES];
	size_t n, qn;
};

static struct str dress_name(struct world *w, struct str name)
{
	char *p = (char *)str_keep(w->a, name).p;

	for (size_t i = 0; i < name.n; i++)
		if (below(w, 4) == 0)
			p[i] = (char)toupper((unsigned char)p[i]);
	return arena_printf(w->a, "%.*s%s", (int)name.n, p, PICK(w, "", "", "."));
}

/* Labels that no list may hold and no host has, but that any resolver passes on. */
static struct str odd_name(struct world *w)
{
	struct str name = some_name(w);

	return arena_printf(w->a, "%s%.*s",
			    PICK(w, "a b.", "x@y.", ".", "a..", "%41=/+.", "\xFF.", "q: .\xC3.",
				 "\x01", "not "),
			    STR_FMT(name));
}

static void ask(struct asked *e, unsigned form, enum field f, enum indicator_kind k,
		struct str value, struct str observed)
{
	struct question q = { .field = f, .kind = k, .value = value, .observed = observed };

	q.form = form;
	e->q[e->qn++] = q;
}

static void some_request(struct world *w, struct asked *e)
{
	struct str url = some_url(w), host = str_cut(url, 0, str_find(url, '/')), bare, other;
	bool with_host = below(w, 3), is_addr;

	bare = str_cut(host, 0, str_find(host, ':'));
	is_addr = isdigit((unsigned char)bare.p[0]);
	other = with_host && below(w, 4) == 0 ? some_name(w) : bare;
	if (with_host) {
		e->v[e->n++] =
			(struct event_value){ FIELD_HTTP_HOST,
					      is_addr || !str_eq(other, bare) ? other : host };
		ask(e, isdigit((unsigned char)other.p[0]) ? ASK_ADDR : ASK_NAME, FIELD_HTTP_HOST, 0,
		    other, other);
	}
	e->v[e->n++] = (struct event_value){
		FIELD_HTTP_URL, arena_printf(w->a, "%s%.*s", PICK(w, "", "http://"), STR_FMT(url))
	};
	ask(e, ASK_URL, FIELD_HTTP_URL, 0, url, url);
	if (!with_host || !str_eq(other, bare))
		ask(e, is_addr ? ASK_ADDR : ASK_NAME, FIELD_HTTP_URL, 0, bare, bare);
}

static void some_digest(struct world *w, struct asked *e)
{
	static const struct {
		enum field field;
		enum indicator_kind kind;
	} of[] = { { FIELD_TLS_JA3, IND_JA3 },
		   { FIELD_TLS_JA3S, IND_JA3 },
		   { FIELD_TLS_JA4, IND_JA4 },
		   { FIELD_TLS_CERT_SHA1, IND_CERT_SHA1 },
		   { FIELD_TLS_CERT_SHA256, IND_CERT_SHA256 },
		   { FIELD_FILE_MD5, IND_MD5 },
		   { FIELD_FILE_SHA1, IND_SHA1 },
		   { FIELD_FILE_SHA256, IND_SHA256 } };
	unsigned i = below(w, sizeof of / sizeof *of);
	struct str v = some_hex(w, hex_length(of[i].kind));

	e->v[e->n++] = (struct event_value){ of[i].field, dress_name(w, v) };
	e->v[e->n - 1].text.n = v.n; /* without a final dot */
	ask(e, ASK_EXACT, of[i].field, of[i].kind, v, v);
}

static void some_values(struct world *w, struct asked *e)
{
	static const enum field names[] = { FIELD_DNS_QUERY, FIELD_DNS_ANSWER_NAME, FIELD_TLS_SNI };
	static const enum field addrs[] = { FIELD_SRC_IP, FIELD_DST_IP, FIELD_DNS_ANSWER_IP };
	struct str v;

	*e = (struct asked){ 0 };
	if (below(w, 3) == 0)
		some_request(w, e);
	while (e->n < 1 + below(w, VALUES - 1)) {
		struct event_value *to = &e->v[e->n];

		switch (below(w, 3)) {
		case 0:
			v = below(w, 4) ? some_name(w) : odd_name(w);
			*to = (struct event_value){ names[below(w, 3)], dress_name(w, v) };
			ask(e, ASK_NAME, to->field, 0, lower_name(w->a, to->text), v);
			e->n++;
			break;
		case 1:
			v = below(w, 2) ? some_v4(w) : some_v6(w);
			*to = (struct event_value){ addrs[below(w, 3)], v };
			ask(e, ASK_ADDR, to->field, 0, v, v);
			e->n++;
			break;
		default:
			some_digest(w, e);
		}
	}
}

/* ---- comparing ---- */

static void keep_hit(void *ctx, const struct hit *h)
{
	struct lines *out = ctx;
	struct buf b = { 0 };

	buf_printf(&b, "%d %d %.*s %.*s", h->field, h->kind, STR_FMT(h->indicator),
		   (int)h->observed.n, h->observed.p ? h->observed.p : "");
	for (size_t i = 0; i < h->source_count; i++)
		buf_printf(&b, " %.*s", STR_FMT(h->sources[i].name));
	*vec_push(&out->v) = buf_str(&b); /* owned by the line from here on */
}

static int line_cmp(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct str joined(struct world *w, struct lines *l)
{
	struct buf b = { 0 };
	struct str s;

	if (l->v.n > 1)
		qsort(l->v.v, l->v.n, sizeof *l->v.v, line_cmp);
	for (size_t i = 0; i < l->v.n; i++)
		buf_printf(&b, "%.*s\n", STR_FMT(l->v.v[i]));
	s = str_keep(w->a, buf_str(&b));
	buf_fini(&b);
	return s;
}

static size_t compare_event(struct world *w, struct matcher *m, const struct asked *e, int64_t at,
			    bool all)
{
	struct event ev = {
		.v = (struct event_value *)e->v, .n = e->n, .has_time = at != 0, .time = { at }
	};
	struct lines want = { 0 }, got = { 0 };
	size_t n = matcher_event(m, &ev, keep_hit, &got);
	struct str a, b;

	assert_int_equal(n, got.v.n);
	for (size_t i = 0; i < e->qn; i++)
		answer(w, &e->q[i], at ? at : 101, all, &want);
	a = joined(w, &want);
	b = joined(w, &got);
	if (!str_eq(a, b))
		fail_msg("the twin says\n%.*sthe matcher\n%.*s", STR_FMT(a), STR_FMT(b));
	for (size_t i = 0; i < got.v.n; i++)
		buf_fini(&(struct buf){ .p = (char *)got.v.v[i].p });
	vec_fini(&got.v);
	vec_fini(&want.v);
	vec_fini(&want.keys);
	return a.n != 0;
}

static void compare_rounds(bool all, uint64_t seed)
{
	size_t hits = 0;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct match_options o = { .all = all, .now = { 101 } };
		struct world w;
		struct matcher *m;

		make_world(&w, seed + round);
		m = matcher_open(w.g, w.d, o);
		for (int i = 0; i < EVENTS; i++) {
			struct asked e;

			some_values(&w, &e);
			hits += compare_event(&w, m, &e, below(&w, 4) ? 99 + below(&w, 6) : 0, all);
		}
		matcher_close(m);
		end_world(&w);
	}
	assert_true(hits > ROUNDS * EVENTS / 10); /* else the test asks nothing */
}

TEST(the_most_specific_hits_equal_the_twins)
{
	compare_rounds(false, 1000);
}

TEST(all_hits_equal_the_twins)
{
	compare_rounds(true, 2000);
}

TESTS("match/twin", CASE(the_most_specific_hits_equal_the_twins), CASE(all_hits_equal_the_twins))
