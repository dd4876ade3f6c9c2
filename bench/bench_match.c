/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_match [INDICATORS [EVENTS [SEED]]] - what does one event cost the matcher?
 *
 * Makes indicators (60 % domain, 25 % IPv4, 2 % CIDR, 3 % IPv6, 5 % URL, 5 % SHA-256) and events
 * (58 % DNS, 40 % HTTP, 2 % file) in memory from a seed; about one event in a thousand is listed,
 * and the number of hits is compared with what was planted. Prints one JSON line: medians of CPU
 * time over REPS runs, and yardsticks of the same process (memcpy; random cache lines with 32 in
 * flight over as many bytes as the tables have). Only ratios within one line mean anything.
 */
#include "base/arena.h"
#include "base/mem.h"
#include "base/rand.h"
#include "base/vec.h"
#include "match/matcher.h"
#include "wire/domain.h"

#include <stdio.h>
#include <stdlib.h>

enum { REPS = 7, HIT_ONE_IN = 1000, COPY_BYTES = 64 << 20, IN_FLIGHT = 32, LINES = 1 << 20 };

struct world {
	struct prng r;
	struct arena *a;
	size_t indicators, events;
	struct indicator *ind;
	struct event *ev;
	uint64_t planted; /* events made from an indicator; each has at least one hit */
	struct buf file;
	struct set *set;
	struct generation *g;
};

static uint64_t below(struct world *w, uint64_t n)
{
	return prng_below(&w->r, n);
}

/* ---- indicators: names under .bad, addresses of 100/8 and 2001:db8:bad::/48 ---- */

static struct str random_name(struct world *w, const char *top)
{
	return arena_printf(w->a, "%s%llx.%llx.%s", below(w, 3) ? "" : "www.",
			    (unsigned long long)below(w, 1 << 24),
			    (unsigned long long)below(w, 1 << 20), top);
}

static struct str random_v4(struct world *w, unsigned first)
{
	return arena_printf(w->a, "%u.%u.%u.%u", first, (unsigned)below(w, 256),
			    (unsigned)below(w, 256), (unsigned)below(w, 256));
}

static struct str random_sha(struct world *w)
{
	unsigned long long a = prng_next(&w->r), b = prng_next(&w->r);

	return arena_printf(w->a, "%016llx%016llx%016llx%016llx", a, b, a ^ 1, b ^ 2);
}

static struct indicator random_indicator(struct world *w)
{
	uint64_t dice = below(w, 100);
	struct indicator i = { .valid_from = { INT64_MIN }, .valid_until = { INT64_MAX } };

	if (dice < 60) {
		i.kind = IND_DOMAIN;
		i.value = random_name(w, "bad");
	} else if (dice < 85) {
		i.kind = IND_IPV4;
		i.value = random_v4(w, 100);
	} else if (dice < 87) {
		i.kind = IND_CIDR;
		i.value = arena_printf(w->a, "101.%u.%u.0/24", (unsigned)below(w, 256),
				       (unsigned)below(w, 256));
	} else if (dice < 90) {
		i.kind = IND_IPV6;
		i.value = arena_printf(w->a, "2001:db8:bad::%x:%x", 1 + (unsigned)below(w, 65535),
				       1 + (unsigned)below(w, 65535));
	} else if (dice < 95) {
		struct str name = random_name(w, "bad-url");

		i.kind = IND_URL;
		i.value = arena_printf(w->a, "%.*s/a/%llx", STR_FMT(name),
				       (unsigned long long)below(w, 1 << 20));
	} else {
		i.kind = IND_SHA256;
		i.value = random_sha(w);
	}
	return i;
}

static void make_indicators(struct world *w)
{
	w->ind = arena_array(w->a, struct indicator, w->indicators);
	for (size_t i = 0; i < w->indicators; i++) {
		w->ind[i] = random_indicator(w);
		w->ind[i].line = i + 1;
	}
}

/* ---- events: names under .good, addresses elsewhere, unless planted ---- */

/* A listed thing where it fits this kind of event, else NULL. */
static const struct indicator *plant(struct world *w, bool (*fits)(enum indicator_kind))
{
	const struct indicator *i = &w->ind[below(w, w->indicators)];

	if (below(w, HIT_ONE_IN) || !fits(i->kind))
		return NULL;
	w->planted++;
	return i;
}

static bool fits_dns(enum indicator_kind k)
{
	return k == IND_DOMAIN || k == IND_IPV4 || k == IND_IPV6;
}

static bool fits_http(enum indicator_kind k)
{
	return k == IND_URL;
}

static bool fits_file(enum indicator_kind k)
{
	return k == IND_SHA256;
}

static void put(struct event *e, enum field f, struct str text)
{
	e->v[e->n++] = (struct event_value){ f, text };
}

static void make_dns(struct world *w, struct event *e)
{
	const struct indicator *i = plant(w, fits_dns);
	bool name = i && i->kind == IND_DOMAIN;

	put(e, FIELD_DNS_QUERY, name ? i->value : random_name(w, "good"));
	put(e, FIELD_DNS_ANSWER_IP, i && !name ? i->value : random_v4(w, 90));
}

static void make_http(struct world *w, struct event *e)
{
	const struct indicator *i = plant(w, fits_http);
	struct str host = random_name(w, "good"), url;

	url = arena_printf(w->a, "http://%.*s/p/%llx?q=1", STR_FMT(host),
			   (unsigned long long)below(w, 1 << 20));
	put(e, FIELD_HTTP_HOST, i ? str_cut(i->value, 0, str_find(i->value, '/')) : host);
	put(e, FIELD_HTTP_URL, i ? i->value : url);
}

static void make_file(struct world *w, struct event *e)
{
	const struct indicator *i = plant(w, fits_file);

	put(e, FIELD_FILE_SHA256, i ? i->value : random_sha(w));
}

static void make_events(struct world *w)
{
	w->ev = arena_array(w->a, struct event, w->events);
	for (size_t i = 0; i < w->events; i++) {
		struct event *e = &w->ev[i];
		uint64_t dice = below(w, 100);

		e->line = i + 1;
		e->v = arena_array(w->a, struct event_value, 4);
		put(e, FIELD_SRC_IP, random_v4(w, 10));
		put(e, FIELD_DST_IP, random_v4(w, 80));
		if (dice < 58)
			make_dns(w, e);
		else if (dice < 98)
			make_http(w, e);
		else
			make_file(w, e);
	}
}

/* ---- measuring ---- */

static int cmp_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Median nanoseconds of CPU per item. */
static double measure(struct world *w, void (*job)(struct world *, void *), void *ctx, size_t items)
{
	double t[REPS];

	for (int i = 0; i < REPS; i++) {
		uint64_t began = clock_cpu_ns();

		job(w, ctx);
		t[i] = (double)(clock_cpu_ns() - began) / (double)items;
	}
	qsort(t, REPS, sizeof *t, cmp_double);
	return t[REPS / 2];
}

struct matching {
	struct matcher *m;
	uint64_t hits, events;
};

static void count_hit(void *ctx, const struct hit *h)
{
	*(uint64_t *)ctx += h->source_count;
}

static void match_all(struct world *w, void *ctx)
{
	struct matching *x = ctx;

	x->hits = x->events = 0;
	for (size_t i = 0; i < w->events; i++)
		x->events += matcher_event(x->m, &w->ev[i], count_hit, &x->hits) != 0;
}

static bool note(void *ctx, uint32_t entry)
{
	*(uint64_t *)ctx += entry;
	return true;
}

static void probe_names(struct world *w, void *ctx)
{
	for (size_t i = 0; i < w->events; i++)
		generation_domain(w->g, w->ev[i].v[2].text, note, ctx);
}

static void probe_addrs(struct world *w, void *ctx)
{
	struct addr a = { .family = 4 };

	for (size_t i = 0; i < w->events; i++) {
		uint32_t v = (uint32_t)i * 2654435761u;

		memcpy(a.b, &v, sizeof v);
		a.b[0] = 100; /* inside what is listed: the bitmap seldom helps */
		generation_addr(w->g, a, note, ctx);
	}
}

static void copy(struct world *w, void *ctx)
{
	char *p = ctx;

	(void)w;
	memcpy(p, p + COPY_BYTES, COPY_BYTES);
	__asm__ volatile("" : : "r"(p) : "memory");
}

struct line_table {
	uint64_t (*line)[8];
	size_t n;
	uint64_t sum;
};

static void random_lines(struct world *w, void *ctx)
{
	struct line_table *t = ctx;
	size_t next[IN_FLIGHT];

	for (size_t i = 0; i < LINES; i += IN_FLIGHT) {
		for (size_t k = 0; k < IN_FLIGHT; k++) {
			next[k] = prng_next(&w->r) % t->n;
			__builtin_prefetch(t->line[next[k]]);
		}
		for (size_t k = 0; k < IN_FLIGHT; k++)
			t->sum += t->line[next[k]][0];
	}
}

static double seconds_since(uint64_t began)
{
	return (double)(clock_mono_ns() - began) / 1e9;
}

static void build(struct world *w, double *set_s, double *generation_s)
{
	struct set_builder *b = set_builder_open();
	struct generation_input in = { NULL, STR("bench"), CAT_C2 };
	uint64_t began = clock_mono_ns();
	struct sha256 id;

	for (size_t i = 0; i < w->indicators; i++)
		if (!set_builder_add(b, &w->ind[i]))
			abort();
	set_builder_finish(b, &w->file, &id);
	set_builder_close(b);
	*set_s = seconds_since(began);
	if (set_open(buf_str(&w->file), &w->set, NULL) != ERR_OK)
		abort();
	in.set = w->set;
	began = clock_mono_ns();
	w->g = generation_build(&in, 1, NULL, 0);
	*generation_s = seconds_since(began);
}

int main(int argc, char **argv)
{
	struct world w = { .a = arena_open(), .indicators = 1000000, .events = 200000 };
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 42, sink = 0;
	double set_s, generation_s, event_ns, name_ns, addr_ns, copy_ns, line_ns;
	struct generation_counts c;
	struct matching x = { 0 };
	struct line_table lines;
	char *area = mem_zero(2, COPY_BYTES);

	w.indicators = argc > 1 ? strtoull(argv[1], NULL, 10) : w.indicators;
	w.events = argc > 2 ? strtoull(argv[2], NULL, 10) : w.events;
	w.r = prng_of(seed);
	domain_init();
	make_indicators(&w);
	make_events(&w);
	build(&w, &set_s, &generation_s);
	c = generation_counts(w.g);
	x.m = matcher_open(w.g, NULL, (struct match_options){ 0 });
	event_ns = measure(&w, match_all, &x, w.events);
	name_ns = measure(&w, probe_names, &sink, w.events);
	addr_ns = measure(&w, probe_addrs, &sink, w.events);
	memset(area, 1, 2 * (size_t)COPY_BYTES);
	copy_ns = measure(&w, copy, area, COPY_BYTES);
	lines = (struct line_table){ .n = c.bytes / 64 + 1 };
	lines.line = mem_zero(lines.n, sizeof *lines.line);
	memset(lines.line, 1, lines.n * sizeof *lines.line);
	line_ns = measure(&w, random_lines, &lines, LINES);
	printf("{\"bench\":\"match\",\"seed\":%llu,\"indicators\":%llu,\"events\":%zu,"
	       "\"hit_events\":%llu,\"planted\":%llu,\"truth\":%s,\"ns_event\":%.1f,"
	       "\"ns_name\":%.1f,\"ns_addr\":%.1f,\"set_s\":%.3f,\"generation_s\":%.3f,"
	       "\"index_bytes_indicator\":%.1f,\"set_bytes_indicator\":%.1f,"
	       "\"memcpy_gb_s\":%.1f,\"random_line_ns\":%.1f}\n",
	       (unsigned long long)seed, (unsigned long long)c.indicators, w.events,
	       (unsigned long long)x.events, (unsigned long long)w.planted,
	       x.events == w.planted ? "true" : "false", event_ns, name_ns, addr_ns, set_s,
	       generation_s, (double)c.bytes / (double)(c.indicators + !c.indicators),
	       (double)w.file.n / (double)(c.indicators + !c.indicators), 1 / copy_ns, line_ns);
	return x.events == w.planted ? 0 : 1;
}
