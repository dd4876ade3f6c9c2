/* SPDX-License-Identifier: Apache-2.0 */
/* One event from its number: what it is, what it hits, and what surrounds that. */
#include "gen_inner.h"

#include "base/ensure.h"
#include "base/mem.h"

enum { H_EVENT = 100, POOL = 200000, NAME_MAX = 253, TWELVE = 12 };
static const uint64_t began_us = 1767225600000000; /* 2026-01-01 */

/* Popular things are asked for often: the product of two even chances. */
static uint64_t popular(struct prng *r)
{
	uint64_t a = prng_next(r) >> 32, b = prng_next(r) >> 32;

	return ((a * b) >> 32) * POOL >> 32;
}

static uint64_t benign_number(const struct gen *g, struct prng *r)
{
	return g->o.mix == MIX_UNIFORM ? prng_next(r) >> 27 : popular(r);
}

static bool chance(struct prng *r, unsigned one_in)
{
	return prng_below(r, one_in) == 0;
}

/* ---- benign values ---- */

/* What is not listed, but shares all but a bit with a listed name. */
static void near_name(struct gen *g, struct prng *r, struct buf *out)
{
	uint64_t j = prng_below(r, gen_count(g, KIND_DOMAIN));
	size_t start = out->n, dot;
	struct str name;

	if (chance(r, 3))
		buf_puts(out, "not-");
	gen_name(g, SPACE_LISTED, j, out);
	name = str_n(out->p + start, out->n - start);
	if (str_starts(name, STR("not-")))
		return;
	dot = str_find(name, '.');
	/* The parent, where the first label is short and so not the registrable one. */
	if (chance(r, 2) && dot < 8) {
		memmove(out->p + start, out->p + start + dot + 1, name.n - dot - 1);
		out->n -= dot + 1;
		return;
	}
	buf_c(out, '.');
	gen_name(g, SPACE_BENIGN, popular(r), out);
}

static void benign_name(struct gen *g, struct prng *r, struct buf *out)
{
	static const char *const heads[] = { "www.", "api.", "", "cdn-07.", "img.", "", "static." };

	if (g->o.mix == MIX_NEARNAMES && gen_count(g, KIND_DOMAIN) && chance(r, 4)) {
		near_name(g, r, out);
		return;
	}
	buf_puts(out, heads[prng_below(r, sizeof heads / sizeof *heads)]);
	gen_name(g, g->o.mix == MIX_UNIFORM ? SPACE_NEW : SPACE_BENIGN, benign_number(g, r), out);
}

static bool wants_neighbours(const struct gen *g)
{
	return (g->o.mix == MIX_NEAR24 || g->o.mix == MIX_DENSE24) && gen_count(g, KIND_IPV4);
}

static struct ip benign_v4(struct gen *g, struct prng *r)
{
	struct ip a = { 0 };

	if (wants_neighbours(g) && chance(r, 20))
		a = gen_v4_beside(g, prng_below(r, gen_count(g, KIND_IPV4)), r);
	return a.family ? a : gen_v4_benign(g, benign_number(g, r));
}

static struct ip benign_v6(struct gen *g, struct prng *r)
{
	uint64_t listed = gen_count(g, KIND_IPV6);

	if (g->o.mix == MIX_NEAR24 && listed && chance(r, 2))
		return gen_v6(g, prng_below(r, listed), false);
	return gen_v6(g, 0x80000000u + benign_number(g, r) % 0x7fffffff, false);
}

static struct ip client(struct prng *r, unsigned family)
{
	uint32_t v = (uint32_t)prng_below(r, 1 << 22);
	struct ip a = { 4, { 10, (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v } };

	if (family == 6)
		a = (struct ip){ 6,
				 { 0xfd, 0x5a, 0x17, 0, 0, 0, 0, (uint8_t)(v >> 16), 0, 0, 0, 0, 0,
				   0, (uint8_t)(v >> 8), (uint8_t)v } };
	return a;
}

/* ---- what hits ---- */

struct weight {
	enum gen_kind kind;
	unsigned parts;
};

static const struct weight plants[3][5] = {
	[TYPE_DNS] = { { KIND_DOMAIN, 50 },
		       { KIND_IPV4, 25 },
		       { KIND_CIDR, 12 },
		       { KIND_IPV6, 13 } },
	[TYPE_HTTP] = { { KIND_DOMAIN, 30 },
			{ KIND_URL, 25 },
			{ KIND_IPV4, 25 },
			{ KIND_CIDR, 10 },
			{ KIND_IPV6, 10 } },
	[TYPE_FILE] = { { KIND_SHA256, 80 }, { KIND_IPV4, 20 } },
};

static bool choose_kind(const struct gen *g, struct gen_event *e, enum gen_kind *k)
{
	unsigned dice = (unsigned)prng_below(&e->r, 100), i = 0;

	while (dice >= plants[e->type][i].parts)
		dice -= plants[e->type][i++].parts;
	*k = plants[e->type][i].kind;
	return gen_count(g, *k) > 0;
}

static void tell(struct gen_event *e, enum gen_field f, enum gen_kind k, uint64_t j)
{
	ensure(e->hit_count < sizeof e->hits / sizeof *e->hits);
	e->hits[e->hit_count++] = (struct gen_hit){ f, k, j };
}

static struct ip listed_address(struct gen *g, enum gen_kind k, uint64_t j)
{
	if (k == KIND_IPV6)
		return gen_v6(g, j, true);
	return k == KIND_IPV4 ? gen_v4_listed(g, j) : gen_v4_within(g, j, &g->ev.r);
}

static void plant_address(struct gen *g, struct gen_event *e, enum gen_kind k, uint64_t j)
{
	struct ip a = listed_address(g, k, j);
	enum gen_field f = G_DST;

	if (a.family != e->dst.family) { /* both ends speak one language */
		e->dst = a.family == 4 ? benign_v4(g, &e->r) : benign_v6(g, &e->r);
		e->src = client(&e->r, a.family);
	}
	if (chance(&e->r, 20))
		f = G_SRC;
	else if (e->type == TYPE_DNS && chance(&e->r, 3))
		f = G_ANSWER;
	*(f == G_SRC ? &e->src : f == G_DST ? &e->dst : &e->answer) = a;
	tell(e, f, k, j);
}

static void plant_name(struct gen *g, struct gen_event *e, uint64_t j)
{
	bool alias = e->type == TYPE_DNS && e->answer.family && chance(&e->r, 5);
	struct buf *to = alias ? &e->alias : &e->name;

	buf_clear(to);
	if (chance(&e->r, 2)) {
		gen_syllables(prng_next(&e->r), 2, to);
		buf_c(to, '.');
	}
	gen_name(g, SPACE_LISTED, j, to);
	tell(e, e->type == TYPE_HTTP ? G_HOST : alias ? G_ALIAS : G_QUERY, KIND_DOMAIN, j);
}

static void plant_url(struct gen *g, struct gen_event *e, uint64_t j)
{
	buf_clear(&e->name);
	buf_clear(&e->target);
	if (chance(&e->r, 3))
		buf_puts(&e->name, "www.");
	gen_name(g, SPACE_URL, j, &e->name);
	gen_url_target(g, j, &e->r, &e->target);
	tell(e, G_URL, KIND_URL, j);
}

/* Small numbers of prefixes are chosen more often in the slash8 mix: the wide ones. */
static uint64_t choose_number(struct gen *g, struct gen_event *e, enum gen_kind k)
{
	uint64_t n = gen_count(g, k);

	if (k == KIND_CIDR && g->o.mix == MIX_SLASH8 && chance(&e->r, 2) && n > 1)
		n = 2;
	return prng_below(&e->r, n);
}

static void plant(struct gen *g, struct gen_event *e)
{
	enum gen_kind k;
	uint64_t j;

	if (!choose_kind(g, e, &k))
		return;
	j = choose_number(g, e, k);
	if (k == KIND_DOMAIN) {
		plant_name(g, e, j);
	} else if (k == KIND_URL) {
		plant_url(g, e, j);
	} else if (k == KIND_SHA256) {
		gen_sha256(g, j, true, e->sha256);
		tell(e, G_SHA256, k, j);
	} else {
		plant_address(g, e, k, j);
	}
}

/* ---- the event ---- */

/* Labels in front, until the name is as long, or has as many labels, as the mix wants. */
static void stretch(struct gen *g, struct buf *name, struct prng *r)
{
	struct buf *s = &g->scratch;
	size_t want = g->o.mix == MIX_NAMES253 ? NAME_MAX - name->n : 0, labels = 1, n;

	for (size_t i = 0; i < name->n; i++)
		labels += name->p[i] == '.';
	buf_clear(s);
	while (g->o.mix == MIX_LABELS12 && labels++ < TWELVE) {
		gen_syllables(prng_next(r), 1 + labels % 2, s);
		buf_c(s, '.');
	}
	while (s->n + 1 < want) {
		n = want - s->n - 1 < 50 ? want - s->n - 1 : 48;
		for (size_t i = 0; i < n; i++)
			buf_c(s, (char)('a' + prng_below(r, 26)));
		buf_c(s, '.');
	}
	buf_put(s, buf_str(name));
	buf_clear(name);
	buf_put(name, buf_str(s));
}

static void fill_dns(struct gen *g, struct gen_event *e)
{
	benign_name(g, &e->r, &e->name);
	e->dport = 53;
	if (chance(&e->r, 8))
		return; /* a question yet without an answer */
	e->answer = chance(&e->r, 12) ? benign_v6(g, &e->r) : benign_v4(g, &e->r);
	if (chance(&e->r, 6))
		gen_name(g, SPACE_BENIGN, popular(&e->r), &e->alias);
}

static void fill_http(struct gen *g, struct gen_event *e)
{
	uint64_t urls = gen_count(g, KIND_URL), j;

	e->dport = 80;
	if (e->type == TYPE_HTTP && g->o.mix == MIX_NEARNAMES && urls && chance(&e->r, 4)) {
		j = prng_below(&e->r, urls);
		gen_url_near(g, j, &e->target);
		if (e->target.n) {
			gen_name(g, SPACE_URL, j, &e->name);
			return;
		}
	}
	benign_name(g, &e->r, &e->name);
	for (uint64_t depth = 1 + prng_below(&e->r, 3); depth; depth--) {
		buf_c(&e->target, '/');
		gen_syllables(prng_next(&e->r), 2 + depth % 2, &e->target);
	}
	if (chance(&e->r, 2))
		buf_printf(&e->target, "?v=%u&lang=zh-CN", (unsigned)prng_below(&e->r, 1000000));
}

static void fill(struct gen *g, struct gen_event *e)
{
	unsigned family = prng_below(&e->r, 100) < 8 ? 6 : 4;

	e->us = began_us + e->n * 100 + prng_below(&e->r, 100);
	e->flow = prng_next(&e->r) >> 13;
	e->src = client(&e->r, family);
	e->dst = family == 4 ? benign_v4(g, &e->r) : benign_v6(g, &e->r);
	e->sport = (uint16_t)(32768 + prng_below(&e->r, 28000));
	if (e->type == TYPE_DNS)
		fill_dns(g, e);
	else
		fill_http(g, e);
	gen_sha256(g, prng_next(&e->r), false, e->sha256);
}

/* Some hosts are the address itself; it is then asked for twice, by two fields. */
static void dot_host(struct gen_event *e)
{
	bool named = e->hit_count && (e->hits[0].field == G_HOST || e->hits[0].field == G_URL);

	if (e->type != TYPE_HTTP || named || e->dst.family != 4 || !chance(&e->r, 50))
		return;
	buf_clear(&e->name);
	gen_ip(e->dst, false, &e->name);
	if (e->hit_count && e->hits[0].field == G_DST)
		tell(e, G_HOST, e->hits[0].kind, e->hits[0].number);
}

static bool is_odd(const struct gen *g, struct gen_event *e)
{
	switch (g->o.mix) {
	case MIX_ESCAPED:
	case MIX_DUPKEYS:
		return chance(&e->r, 4);
	case MIX_OTHEROBJECT:
		return chance(&e->r, 2);
	case MIX_TRUNCATED: /* the first lines tell the format */
		return chance(&e->r, 20) && e->n > 3;
	default:
		return false;
	}
}

static void clear(struct gen_event *e, uint64_t n, uint64_t seed)
{
	e->n = n;
	e->hit_count = 0;
	e->odd = e->doubled = false;
	e->answer.family = 0;
	buf_clear(&e->name);
	buf_clear(&e->target);
	buf_clear(&e->alias);
	e->r = prng_of(seed);
}

void gen_event_make(struct gen *g, uint64_t n)
{
	struct gen_event *e = &g->ev;
	unsigned dice;
	bool dotted;

	clear(e, n, gen_hash(g, H_EVENT, n));
	dice = (unsigned)prng_below(&e->r, 100);
	e->type = dice < 58 ? TYPE_DNS : dice < 98 ? TYPE_HTTP : TYPE_FILE;
	fill(g, e);
	if (prng_below(&e->r, 1000000) < g->o.per_million)
		plant(g, e);
	dot_host(e);
	dotted = e->name.n && e->name.p[e->name.n - 1] <= '9';
	if ((g->o.mix == MIX_LABELS12 || g->o.mix == MIX_NAMES253) && !dotted)
		stretch(g, &e->name, &e->r);
	e->odd = is_odd(g, e);
}

/* ---- a whole file ---- */

enum { BLOCK = 1 << 20 };

struct run {
	struct gen *g;
	enum gen_format format;
	gen_sink *sink;
	void *ctx;
	struct buf out, *hits;
	struct gen_ipfix ipfix;
	struct gen_truth truth;
	uint64_t line; /* of the record being written */
};

static void flush(struct run *x)
{
	x->sink(x->ctx, buf_str(&x->out));
	buf_clear(&x->out);
}

static const char *field_text(enum gen_field f)
{
	static const char *const names[] = { "src.ip",          "dst.ip",        "dns.query",
					     "dns.answer.name", "dns.answer.ip", "http.host",
					     "http.url",        "file.sha256" };

	return names[f];
}

static void tell_hits(struct run *x)
{
	const struct gen_event *e = &x->g->ev;

	for (size_t i = 0; i < e->hit_count; i++) {
		const struct gen_hit *h = &e->hits[i];

		if (x->format == GEN_IPFIX && h->field > G_DST)
			continue;
		x->truth.hits++;
		x->truth.by_kind[h->kind]++;
		if (!x->hits)
			continue;
		buf_printf(x->hits, "%llu\t%s\t%s\t", (unsigned long long)x->line,
			   field_text(h->field), gen_kind_name(h->kind));
		gen_indicator(x->g, h->kind, h->number, x->hits);
		buf_c(x->hits, '\n');
	}
}

static bool is_text(enum gen_format f)
{
	return f != GEN_DNSTAP && f != GEN_IPFIX;
}

/* A line that breaks off: where no reader can take the rest for whole. CSV has no such place. */
static bool cut_line(struct run *x, size_t start)
{
	struct gen_event *e = &x->g->ev;
	size_t end = x->out.n;

	if (x->g->o.mix != MIX_TRUNCATED || !e->odd || !is_text(x->format) || x->format == GEN_CSV)
		return false;
	if (x->format == GEN_ZEEK)
		while (x->out.p[end - 1] != '\t')
			end--;
	end -= 2; /* the brace, or the last tab, goes in any case */
	x->out.n = start + 1 + prng_below(&e->r, end - start);
	x->truth.broken++;
	return true;
}

static void write_one(struct run *x)
{
	struct gen *g = x->g;
	size_t start = x->out.n;
	bool whole;

	if (x->format == GEN_EVE)
		gen_eve(g, &x->out);
	else if (x->format == GEN_ZEEK)
		gen_zeek_row(g, &x->out);
	else if (x->format == GEN_ZEEK_JSON)
		gen_zeek_json(g, &x->out);
	else if (x->format == GEN_CSV)
		gen_csv(g, &x->out);
	else if (x->format == GEN_DNSTAP)
		gen_dnstap(g, &x->out);
	else
		gen_ipfix(g, &x->ipfix, &x->out);
	whole = !cut_line(x, start);
	if (is_text(x->format))
		buf_puts(&x->out, g->o.mix == MIX_CRLF ? "\r\n" : "\n");
	x->line++;
	x->truth.records++;
	x->truth.doubled += g->ev.doubled;
	if (whole && !g->ev.doubled)
		tell_hits(x);
	if (x->out.n > BLOCK)
		flush(x);
}

static void write_header(struct run *x, const char *text)
{
	const char *end = x->g->o.mix == MIX_CRLF ? "\r\n" : "\n";

	for (struct str rest = str_of(text), line; str_split(&rest, '\n', &line); x->line++) {
		buf_put(&x->out, line);
		buf_puts(&x->out, end);
	}
}

/* All events, or those of one type (Zeek's logs), or of DNS alone. */
static void write_all(struct run *x, int only)
{
	for (uint64_t n = 0; n < x->g->o.events; n++) {
		gen_event_make(x->g, n);
		if (only < 0 || x->g->ev.type == (enum gen_type)only)
			write_one(x);
	}
}

struct gen_truth gen_events(struct gen *g, enum gen_format f, gen_sink *sink, void *ctx,
			    struct buf *hits)
{
	struct run x = { .g = g, .format = f, .sink = sink, .ctx = ctx, .hits = hits };

	if (f == GEN_CSV)
		write_header(&x, gen_csv_header);
	if (f == GEN_DNSTAP)
		gen_dnstap_start(&x.out);
	for (int type = 0; f == GEN_ZEEK && type < 3; type++) {
		write_header(&x, gen_zeek_header[type]);
		write_all(&x, type);
	}
	if (f != GEN_ZEEK)
		write_all(&x, f == GEN_DNSTAP ? TYPE_DNS : -1);
	if (f == GEN_DNSTAP)
		gen_dnstap_stop(&x.out);
	if (f == GEN_IPFIX)
		gen_ipfix_flush(&x.ipfix, &x.out);
	flush(&x);
	buf_fini(&x.out);
	buf_fini(&x.ipfix.set);
	return x.truth;
}

/* ---- the handle ---- */

struct gen *gen_open(struct gen_options o)
{
	struct gen *g = mem_zero(1, sizeof *g);

	g->o = o;
	gen_values_start(g);
	return g;
}

void gen_close(struct gen *g)
{
	if (!g)
		return;
	buf_fini(&g->ev.name);
	buf_fini(&g->ev.target);
	buf_fini(&g->ev.alias);
	buf_fini(&g->scratch);
	mem_free(g);
}

/* ---- words ---- */

const char *gen_mix_name(enum gen_mix m)
{
	static const char *const names[MIXES] = { "base",   "uniform", "labels12", "names253",
						  "upper",  "escaped", "dupkeys",  "otherobject",
						  "slash8", "dense24", "near24",   "nearnames",
						  "nested", "crlf",    "truncated" };

	return names[m];
}

bool gen_mix_of(const char *name, enum gen_mix *out)
{
	for (int m = 0; m < MIXES; m++)
		if (strcmp(name, gen_mix_name((enum gen_mix)m)) == 0) {
			*out = (enum gen_mix)m;
			return true;
		}
	return false;
}

const char *gen_format_name(enum gen_format f)
{
	static const char *const names[GEN_FORMATS] = { "eve", "zeek",   "zeek-json",
							"csv", "dnstap", "ipfix" };

	return names[f];
}

const char *gen_format_file(enum gen_format f)
{
	static const char *const names[GEN_FORMATS] = { "events.json",      "events.zeek",
							"events.zeek.json", "events.csv",
							"events.dnstap",    "events.ipfix" };

	return names[f];
}
