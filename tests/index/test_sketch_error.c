/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sketch_error.c - how far off is the count of different clients? Within three standard errors,
 * also where the addresses stand in a row, which is where a weak hash fails.
 */
#include "test.h"

#include "base/prf.h"
#include "base/rand.h"
#include "index/sketch_hll.h"
#include "wire/who.h"

#include <math.h>

enum { BLOCK = 1024, RUNS = 24 };

/* 1.04 / sqrt(m), and the little that is left where hardly a register is used. */
static double standard_error(void)
{
	return 1.04 / sqrt(HLL_REGISTERS);
}

static struct addr v4(uint64_t i)
{
	return (struct addr){
		4, { 10, (unsigned char)(i >> 16), (unsigned char)(i >> 8), (unsigned char)i }
	};
}

static struct addr v6(uint64_t i)
{
	struct addr a = { 6, { 0x20, 1, 0x0d, 0xb8 } };

	for (int k = 0; k < 8; k++)
		a.b[15 - k] = (unsigned char)(i >> (8 * k));
	return a;
}

/* A /64 each: the lower half is the same. */
static struct addr v6_nets(uint64_t i)
{
	struct addr a = { 6, { 0x20, 1, 0x0d, 0xb8 } };

	for (int k = 0; k < 4; k++)
		a.b[7 - k] = (unsigned char)(i >> (8 * k));
	return a;
}

static double error_of(struct addr (*make)(uint64_t), uint64_t n, struct prf_key key)
{
	struct prf *prf = prf_open(&key);
	struct hll *h = hll_open();
	struct addr clients[BLOCK];
	struct passing p[BLOCK];
	double e;

	for (uint64_t at = 0; at < n; at += BLOCK) {
		size_t now = n - at < BLOCK ? (size_t)(n - at) : BLOCK;

		for (size_t i = 0; i < now; i++)
			clients[i] = make(at + i);
		who_fill(prf, clients, p, now);
		for (size_t i = 0; i < now; i++)
			hll_add(h, p[i].who);
	}
	e = hll_estimate(h) / (double)n - 1;
	hll_close(h);
	prf_close(prf);
	return e;
}

static struct prf_key key_of(uint64_t seed)
{
	struct prng r = prng_of(seed);
	uint64_t w[2] = { prng_next(&r), prng_next(&r) };
	struct prf_key k;

	memcpy(&k, w, sizeof k);
	return k;
}

static void assert_near(const char *what, struct addr (*make)(uint64_t), uint64_t n)
{
	double e = error_of(make, n, key_of(n));

	if (fabs(e) > 3 * standard_error())
		fail_msg("%s, %llu: off by %.2f %%", what, (unsigned long long)n, 100 * e);
}

TEST(sequential_addresses_are_counted_within_three_standard_errors)
{
	static const uint64_t sizes[] = {
		100, 1000, 10000, 40000, 80000, 300000, 1000000, 1 << 24
	};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		assert_near("IPv4 /8 in a row", v4, sizes[i]);
		if (sizes[i] > 1000000)
			continue; /* a whole /8 is enough of the large */
		assert_near("IPv6 in a row", v6, sizes[i]);
		assert_near("IPv6 /64s in a row", v6_nets, sizes[i]);
	}
}

/* Neither bias nor more spread than the theory says, where other estimators need tables. */
TEST(over_many_keys_the_errors_are_centred_and_as_wide_as_they_should_be)
{
	static const uint64_t sizes[] = { 500, 5000, 25000, 41000, 60000, 120000 };

	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		double sum = 0, squares = 0, mean, spread;

		for (uint64_t run = 0; run < RUNS; run++) {
			double e = error_of(v4, sizes[s], key_of(1000 * s + run));

			sum += e;
			squares += e * e;
		}
		mean = sum / RUNS;
		spread = sqrt(squares / RUNS);
		/* The mean of RUNS errors; and a chi-square bound on their spread. */
		if (fabs(mean) > 3 * standard_error() / sqrt(RUNS) ||
		    spread > 1.5 * standard_error())
			fail_msg("%llu: bias %.3f %%, spread %.3f %%", (unsigned long long)sizes[s],
				 100 * mean, 100 * spread);
	}
}

TEST(small_counts_are_nearly_exact)
{
	for (uint64_t n = 1; n < 60; n++)
		assert_true(fabs(error_of(v4, n, key_of(n)) * (double)n) < 2.5);
}

/* The test above can fail: one multiplication is what a table would use. */
TEST(a_single_multiplication_as_hash_would_be_found_out)
{
	double worst = 0;

	for (uint64_t odd = 0; odd < 8; odd++) {
		struct prng r = prng_of(odd);
		uint64_t factor = prng_next(&r) | 1;
		struct hll *h = hll_open();
		double e;

		for (uint64_t i = 0; i < 1000000; i++)
			hll_add(h, (i + 0x0a000000) * factor);
		e = fabs(hll_estimate(h) / 1e6 - 1);
		worst = e > worst ? e : worst;
		hll_close(h);
	}
	assert_true(worst > 6 * standard_error());
}

TESTS("index/sketch_error", CASE(sequential_addresses_are_counted_within_three_standard_errors),
      CASE(over_many_keys_the_errors_are_centred_and_as_wide_as_they_should_be),
      CASE(small_counts_are_nearly_exact), CASE(a_single_multiplication_as_hash_would_be_found_out))
