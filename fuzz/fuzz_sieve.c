/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_sieve.c - any bytes as a block of lines of any format: every way to look at them says the same, and
 * whatever hits is a suspect. Of CSV, where the sieve is exact for any bytes, what is refused as well. */
#include "base/ensure.h"
#include "base/mem.h"
#include "index/generation.h"
#include "index/set.h"
#include "match/matcher.h"
#include "match/sieve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const listed[] = {
	"evil.example",
	"a.b.evil.test",
	"192.0.2.7",
	"198.51.100.0/24",
	"2001:db8::1",
	"2001:db8:5::/48",
	"http://evil.example/a/b",
	"http://192.0.2.9/x",
	"d41d8cd98f00b204e9800998ecf8427e",
};

static const struct generation *the_generation(void)
{
	static struct generation *g;
	static struct arena *a; /* as long as the program */
	struct set_builder *b;
	struct buf bytes = { 0 };
	struct sha256 id;
	struct generation_input in = { .name = STR("feed"), .category = CAT_C2 };
	struct set *set;

	if (g)
		return g;
	a = arena_open();
	b = set_builder_open();
	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
		struct indicator ind;

		ensure(indicator_guess(a, str_of(listed[i]), &ind, NULL) == ERR_OK);
		ensure(set_builder_add(b, &ind));
	}
	set_builder_finish(b, &bytes, &id);
	set_builder_close(b);
	ensure(set_open(str_keep(a, buf_str(&bytes)), &set, NULL) == ERR_OK);
	in.set = set;
	buf_fini(&bytes);
	g = generation_build(&in, 1, NULL, 0);
	return g;
}

static const struct {
	enum event_format format;
	const char *map;
} kinds[] = { { EVENTS_EVE, "" },
	      { EVENTS_ZEEK, "" },
	      { EVENTS_NDJSON, "" },
	      { EVENTS_CSV, "" },
	      { EVENTS_CSV, "dns.query=2,src.ip=1,http.url=4,time=3" },
	      { EVENTS_CSV, "http.host=host,tls.cert.sha1=c" } };

struct world {
	struct event_reader *r;
	struct matcher *m;
	struct sieve *plain, *best;
	uint64_t number;
	bool exact;
};

static void count(void *ctx, const struct hit *h)
{
	(void)h;
	++*(size_t *)ctx;
}

static void same(const struct sieve_block *a, const struct sieve_block *b)
{
	ensure(a->lines == b->lines && a->events == b->events);
	for (size_t i = 0; i < a->lines; i++) {
		ensure(a->start[i + 1] == b->start[i + 1]);
		ensure((a->suspect[i / 64] >> (i % 64) & 1) ==
		       (b->suspect[i / 64] >> (i % 64) & 1));
	}
}

static void lines(struct world *w, struct str block, const struct sieve_block *b)
{
	uint64_t events = 0;

	for (size_t i = 0; i < b->lines; i++) {
		bool suspect = b->suspect[i / 64] >> (i % 64) & 1, found;
		struct event ev;
		size_t hits = 0;
		enum err e =
			event_read(w->r, sieve_line(block, b, i), ++w->number, &ev, &found, NULL);

		if (e == ERR_OK && found)
			matcher_event(w->m, &ev, count, &hits);
		ensure(!hits || suspect);
		ensure(suspect || e == ERR_OK || !w->exact);
		events += !suspect && e == ERR_OK && found;
	}
	ensure(!w->exact || events == b->events);
}

static void one(struct world *w, struct str block)
{
	while (block.n) {
		struct sieve_block a, b;

		sieve_block(w->plain, block, &a);
		sieve_block(w->best, block, &b);
		same(&a, &b);
		ensure(a.lines > 0);
		lines(w, block, &a);
		block = str_cut(block, a.start[a.lines], block.n);
	}
}

/* The first byte chooses the format, and whether what passes is counted. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct generation *g = the_generation();
	struct arena *a;
	struct world w = { 0 };
	unsigned kind;
	bool counts;
	char *own;

	if (!n)
		return 0;
	a = arena_open();
	kind = data[0] % (sizeof kinds / sizeof *kinds);
	counts = data[0] & 0x80;
	own = mem_zero(n - 1 + SIEVE_PAD, 1);
	memcpy(own, data + 1, n - 1);
	memset(own + n - 1, '"', SIEVE_PAD);
	w.exact = kinds[kind].format == EVENTS_CSV;
	ensure(event_reader_open(a, kinds[kind].format, str_of(kinds[kind].map), &w.r, NULL) ==
	       ERR_OK);
	w.m = matcher_open(g, NULL, (struct match_options){ 0 });
	w.plain = sieve_open(g, NULL, w.r, counts, NULL, SIEVE_PLAIN);
	w.best = sieve_open(g, NULL, w.r, counts, NULL, SIEVE_BEST);
	one(&w, str_n(own, n - 1));
	sieve_close(w.plain);
	sieve_close(w.best);
	matcher_close(w.m);
	event_reader_close(w.r);
	arena_close(a);
	mem_free(own);
	return 0;
}
