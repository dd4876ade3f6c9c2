/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_sense [EVENTS [SEED]] - what does it cost to count an event that hits nothing?
 *
 * Batches of struct passing, two hours in order of time with a little disorder, clients drawn from 200,000. Prints
 * one JSON line: CPU time (median of REPS) of the keyed hash of the client, of counting, and of both with the batches in the cache;
 * the error of the estimate; and yardsticks of the same process (memcpy of the batches; SipHash of
 * the same addresses). Only ratios within one line mean anything.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/rand.h"
#include "sense/flow.h"
#include "wire/who.h"

#include <stdio.h>
#include <stdlib.h>

enum { REPS = 7, BATCH = 512, HOT = 16 * BATCH, CLIENTS = 200000 };
#define START (1795000000LL * US_PER_SECOND)

struct world {
	size_t n, distinct;
	struct passing *p;
	struct addr *client;
	struct prf *prf;
};

static void make(struct world *w, struct prng *r)
{
	char *seen = mem_zero(CLIENTS, 1);

	for (size_t i = 0; i < w->n; i++) {
		uint64_t c = prng_below(r, CLIENTS), late = prng_below(r, 16) ? 0 : 2000000;

		w->client[i] =
			(struct addr){ 4,
				       { 10, (uint8_t)(c >> 16), (uint8_t)(c >> 8), (uint8_t)c } };
		w->p[i] = (struct passing){ .us = START +
						  (int64_t)(i * 7200 * 1000000ull / w->n - late),
					    .kind = (uint8_t)(1 + prng_below(r, 5)),
					    .family = 4 };
		w->distinct += !seen[c];
		seen[c] = 1;
	}
	mem_free(seen);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static double median(uint64_t v[REPS], size_t n)
{
	qsort(v, REPS, sizeof *v, by_size);
	return (double)v[REPS / 2] / (double)n;
}

static void hash(struct world *w)
{
	for (size_t i = 0; i < w->n; i += BATCH)
		who_fill(w->prf, w->client + i, w->p + i, w->n - i < BATCH ? w->n - i : BATCH);
}

static double count(const struct world *w)
{
	struct flow *f = flow_open((struct instant){ START + US_PER_DAY });
	struct hll *all = hll_open();
	const struct flow_hour *h;
	double clients;
	size_t n;

	for (size_t i = 0; i < w->n; i += BATCH)
		flow_add(f, w->p + i, w->n - i < BATCH ? w->n - i : BATCH);
	h = flow_hours(f, &n);
	for (size_t i = 0; i < n; i++)
		hll_merge(all, h[i].clients);
	clients = hll_estimate(all);
	hll_close(all);
	flow_close(f);
	return clients;
}

/* As behind a matcher: batches that are in the cache because somebody has just filled them. */
static void both(struct world *w)
{
	struct flow *f = flow_open((struct instant){ START + US_PER_DAY });

	for (size_t i = 0; i + BATCH <= w->n; i += BATCH) {
		size_t at = i % HOT + BATCH <= w->n ? i % HOT : 0;

		who_fill(w->prf, w->client + at, w->p + at, BATCH);
		flow_add(f, w->p + at, BATCH);
	}
	flow_close(f);
}

static uint64_t sip(const struct world *w)
{
	struct hash_key k = hash_key_random();
	uint64_t sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += hash_keyed(k, w->client[i].b, 4);
	return sum;
}

int main(int argc, char **argv)
{
	struct prng r = prng_of(argc > 2 ? strtoull(argv[2], NULL, 10) : 42);
	struct prf_key key = prf_key_random();
	struct world w = { .n = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000000 };
	uint64_t t[6][REPS];
	volatile uint64_t sink = 0;
	double clients = 0;
	struct passing *copy;

	w.p = mem_zero(w.n, sizeof *w.p);
	w.client = mem_zero(w.n, sizeof *w.client);
	copy = mem_zero(w.n, sizeof *copy);
	w.prf = prf_open(&key);
	make(&w, &r);
	for (int i = 0; i < REPS; i++) {
		t[0][i] = clock_cpu_ns();
		hash(&w);
		t[1][i] = clock_cpu_ns();
		clients = count(&w);
		t[2][i] = clock_cpu_ns();
		memcpy(copy, w.p, w.n * sizeof *copy);
		t[3][i] = clock_cpu_ns();
		sink += sip(&w) + copy[w.n - 1].who;
		t[4][i] = clock_cpu_ns();
		both(&w);
		t[5][i] = clock_cpu_ns();
		for (int k = 0; k < 5; k++)
			t[k][i] = t[k + 1][i] - t[k][i];
	}
	printf("{\"bench\":\"sense\",\"events\":%zu,\"who_ns\":%.2f,\"count_ns\":%.2f,\"both_ns\":%"
	       ".2f,\"memcpy_"
	       "ns\":%.2f,"
	       "\"siphash_ns\":%.2f,\"clients\":%zu,\"error_percent\":%.2f}\n",
	       w.n, median(t[0], w.n), median(t[1], w.n), median(t[4], w.n), median(t[2], w.n),
	       median(t[3], w.n), w.distinct, 100 * (clients / (double)w.distinct - 1));
	(void)sink; /* read, so that what made it is not left out */
	prf_close(w.prf);
	mem_free(w.p);
	mem_free(w.client);
	mem_free(copy);
	return 0;
}
