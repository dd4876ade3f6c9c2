/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_flow [RECORDS [SEED]] - what does one flow record cost the decoder, from memory?
 *
 * Makes messages of about 1,400 bytes as exporters send them: NetFlow v5; v9 and IPFIX with a template of
 * fixed length (addresses, ports, times, counters; 53 bytes); IPFIX over IPv6; IPFIX with a name of
 * variable length. Every record gives an event, and a sum over its addresses and ports' roles is held
 * against the sum made with them. Prints one JSON line a format: the median of CPU time over REPS runs, and
 * memcpy of the same bytes in the same process. Only ratios within one line mean anything.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/rand.h"
#include "wire/event_stream.h"

#include <stdio.h>
#include <stdlib.h>

enum { REPS = 7, MESSAGE = 1400, GIFT = 256 << 10, WHEN = 1700000000, TEMPLATE_EVERY = 1000 };

struct element {
	uint32_t pen;
	uint16_t id, len;
};

struct format {
	const char *name;
	unsigned version, n;
	struct element e[16];
};

static const struct format formats[] = {
	{ "netflow5", 5, 0, { { 0 } } },
	{ "netflow9",
	  9,
	  11,
	  { { 0, 8, 4 },
	    { 0, 12, 4 },
	    { 0, 7, 2 },
	    { 0, 11, 2 },
	    { 0, 4, 1 },
	    { 0, 22, 4 },
	    { 0, 21, 4 },
	    { 0, 1, 8 },
	    { 0, 2, 8 },
	    { 0, 10, 8 },
	    { 0, 14, 8 } } },
	{ "ipfix",
	  10,
	  10,
	  { { 0, 152, 8 },
	    { 0, 153, 8 },
	    { 0, 8, 4 },
	    { 0, 12, 4 },
	    { 0, 7, 2 },
	    { 0, 11, 2 },
	    { 0, 4, 1 },
	    { 0, 1, 8 },
	    { 0, 2, 8 },
	    { 0, 10, 8 } } },
	{ "ipfix-v6",
	  10,
	  8,
	  { { 0, 152, 8 },
	    { 0, 27, 16 },
	    { 0, 28, 16 },
	    { 0, 7, 2 },
	    { 0, 11, 2 },
	    { 0, 4, 1 },
	    { 0, 1, 8 },
	    { 0, 2, 8 } } },
	{ "ipfix-name",
	  10,
	  7,
	  { { 0, 152, 8 },
	    { 0, 8, 4 },
	    { 0, 12, 4 },
	    { 0, 7, 2 },
	    { 0, 11, 2 },
	    { 0, 4, 1 },
	    { 8057, 808, 65535 } } },
};

struct world {
	struct prng r;
	struct buf bytes;
	uint64_t records, sum;
};

static void put_be(struct buf *b, uint64_t v, unsigned n)
{
	while (n--)
		buf_c(b, (char)(v >> 8 * n));
}

static void set_be16(struct buf *b, size_t at, size_t v)
{
	b->p[at] = (char)(v >> 8);
	b->p[at + 1] = (char)v;
}

static uint64_t sum_of(const uint8_t *p, size_t n, unsigned weight)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (uint64_t)p[i] * (i + 1) * weight;
	return sum;
}

/* ---- messages ---- */

static void put_addr(struct world *w, unsigned n, unsigned weight)
{
	uint64_t r[2] = { prng_next(&w->r), prng_next(&w->r) };

	*(uint8_t *)r = 0x20;
	w->sum += sum_of((const uint8_t *)r, n, weight);
	buf_put(&w->bytes, str_n((const char *)r, n));
}

static void put_name(struct world *w)
{
	struct buf *b = &w->bytes;
	size_t at = b->n;

	buf_c(b, 0);
	buf_printf(b, "www.%llx.example", (unsigned long long)prng_below(&w->r, 1 << 24));
	b->p[at] = (char)(b->n - at - 1);
}

static void put_field(struct world *w, const struct element *e)
{
	struct buf *b = &w->bytes;

	switch (e->id) {
	case 8:
	case 27:
		put_addr(w, e->len, 1);
		break;
	case 12:
	case 28:
		put_addr(w, e->len, 3);
		break;
	case 7:
		put_be(b, 32768 + prng_below(&w->r, 20000), 2);
		break;
	case 11:
		put_be(b, 443, 2);
		break;
	case 152:
	case 153:
		put_be(b, WHEN * (uint64_t)1000 + prng_below(&w->r, 100000), 8);
		break;
	case 808:
		put_name(w);
		break;
	default:
		put_be(b, prng_below(&w->r, 1 << 20), e->len);
	}
}

static void put_v5_record(struct world *w)
{
	put_addr(w, 4, 1);
	put_addr(w, 4, 3);
	put_be(&w->bytes, 0, 8);
	put_be(&w->bytes, prng_below(&w->r, 1000), 8);
	put_be(&w->bytes, prng_below(&w->r, 100000), 8);
	put_be(&w->bytes, (uint64_t)40000 << 16 | 443, 4);
	put_be(&w->bytes, 0, 12);
}

static void put_record(struct world *w, const struct format *f)
{
	if (f->version == 5)
		put_v5_record(w);
	for (unsigned i = 0; i < f->n; i++)
		put_field(w, &f->e[i]);
	w->records++;
}

static void put_template(struct buf *b, const struct format *f)
{
	size_t at = b->n;

	put_be(b, f->version == 9 ? 0 : 2, 2);
	put_be(b, 0, 2);
	put_be(b, 256, 2);
	put_be(b, f->n, 2);
	for (unsigned i = 0; i < f->n; i++) {
		put_be(b, f->e[i].id | (f->e[i].pen ? 0x8000 : 0), 2);
		put_be(b, f->e[i].len, 2);
		if (f->e[i].pen)
			put_be(b, f->e[i].pen, 4);
	}
	set_be16(b, at + 2, b->n - at);
}

static void put_header(struct buf *b, unsigned version)
{
	put_be(b, version, 2);
	put_be(b, 0, 2); /* the count or length, when it is known */
	if (version != 10)
		put_be(b, 1000000, 4); /* uptime */
	put_be(b, WHEN, 4);
	put_be(b, 0, version == 5 ? 12 : 8);
}

static void put_message(struct world *w, const struct format *f, bool template, uint64_t records)
{
	struct buf *b = &w->bytes;
	size_t at = b->n, set;
	unsigned n = 0;

	put_header(b, f->version);
	if (template && f->n)
		put_template(b, f);
	set = b->n;
	if (f->n)
		put_be(b, (uint64_t)256 << 16, 4);
	while (b->n - at < MESSAGE - 60 && n < 30 && w->records < records) {
		put_record(w, f);
		n++;
	}
	if (f->n)
		set_be16(b, set + 2, b->n - set);
	set_be16(b, at + 2, f->version == 10 ? b->n - at : n);
}

/* ---- reading them ---- */

struct seen {
	uint64_t records, sum;
};

static void look_at(const struct event *ev, struct seen *s)
{
	s->records++;
	for (size_t i = 0; i < ev->n; i++) {
		const struct event_value *v = &ev->v[i];

		if (v->addr.family)
			s->sum += sum_of(v->addr.b, v->addr.family == 4 ? 4 : 16,
					 v->field == FIELD_SRC_IP ? 1 : 3);
	}
}

/* check: the sum, too, which costs as much as the decoding. */
static struct seen decode(struct str bytes, bool check)
{
	struct arena *a = arena_open();
	struct event ev[EVENT_BATCH];
	struct seen seen = { 0 };
	struct event_stream *s;
	size_t n;

	ensure(event_stream_open(a, STREAM_FLOW, &s, NULL) == ERR_OK);
	while (bytes.n) {
		struct str gift = str_cut(bytes, 0, GIFT);

		bytes = str_cut(bytes, gift.n, bytes.n);
		event_stream_give(s, gift, !bytes.n);
		do {
			ensure(event_stream_next(s, ev, &n, NULL) == ERR_OK);
			for (size_t i = 0; check && i < n; i++)
				look_at(&ev[i], &seen);
			if (!check)
				seen.records += n;
		} while (n);
	}
	event_stream_close(s);
	arena_close(a);
	return seen;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static double median_ns(struct str bytes, char *to, uint64_t records)
{
	uint64_t ns[REPS];

	for (int i = 0; i < REPS; i++) {
		uint64_t began = clock_cpu_ns();

		if (to) {
			memcpy(to, bytes.p, bytes.n);
			__asm__ volatile("" : : "r"(to) : "memory");
		} else {
			ensure(decode(bytes, false).records == records);
		}
		ns[i] = clock_cpu_ns() - began;
	}
	qsort(ns, REPS, sizeof *ns, by_size);
	return (double)ns[REPS / 2] / (double)records;
}

static bool measure(const struct format *f, uint64_t records, uint64_t seed)
{
	struct world w = { .r = prng_of(seed) };
	struct buf copy = { 0 };
	double ns, copy_ns;
	struct seen seen;
	bool truth;

	for (unsigned i = 0; w.records < records; i++)
		put_message(&w, f, i % TEMPLATE_EVERY == 0, records);
	seen = decode(buf_str(&w.bytes), true);
	truth = seen.records == records && seen.sum == w.sum;
	ns = median_ns(buf_str(&w.bytes), NULL, records);
	copy_ns = median_ns(buf_str(&w.bytes), buf_reserve(&copy, w.bytes.n), records);
	printf("{\"bench\":\"flow\",\"format\":\"%s\",\"seed\":%llu,\"records\":%llu,\"truth\":%s,"
	       "\"bytes_record\":%.1f,\"ns_record\":%.1f,\"gb_s\":%.2f,\"memcpy_ns_record\":%.1f}"
	       "\n",
	       f->name, (unsigned long long)seed, (unsigned long long)records,
	       truth ? "true" : "false", (double)w.bytes.n / (double)records, ns,
	       (double)w.bytes.n / (double)records / ns, copy_ns);
	buf_fini(&copy);
	buf_fini(&w.bytes);
	return truth;
}

int main(int argc, char **argv)
{
	uint64_t records = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	bool good = true;

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		good &= measure(&formats[i], records ? records : 1, seed);
	return good ? 0 : 1;
}
