/* SPDX-License-Identifier: Apache-2.0 */
/* Does the hash of the hot path spread what real inputs look like, and do its two readings agree? */
#include "test.h"

#include "base/fasthash.h"
#include "base/rand.h"

#include <math.h>

enum { BUCKETS = 4096, ITEMS = 400000, KEYS = 6 };

/* Chi-squared of `n` of 4,096 buckets, as distance from its mean in standard deviations. */
static double spread(const uint32_t *bucket)
{
	double mean = (double)ITEMS / BUCKETS, chi = 0;

	for (size_t i = 0; i < BUCKETS; i++)
		chi += (bucket[i] - mean) * (bucket[i] - mean) / mean;
	return (chi - (BUCKETS - 1)) / sqrt(2.0 * (BUCKETS - 1));
}

static uint64_t name_like(const struct fast_key *k, unsigned i)
{
	char text[32];
	int n = snprintf(text, sizeof text, "host-%u", i);

	return fast_end(fast_chain(k, fast_chain(k, fast_start(k), "example", 7), text, (size_t)n));
}

static uint64_t digest_like(const struct fast_key *k, unsigned i)
{
	char text[48];
	int n = snprintf(text, sizeof text, "d41d8cd98f00b204e9800998%08x", i);

	return fast_whole(k, text, (size_t)n);
}

static uint64_t address(const struct fast_key *k, unsigned i)
{
	return fast_mixed(k, 0x0A000000u + i, 0, 4 << 8 | 32);
}

static uint64_t address6(const struct fast_key *k, unsigned i)
{
	return fast_mixed(k, 0x20010db800000000u, i, 6 << 8 | 128);
}

/* The three parts of a hash that tables use, for sequential inputs: none is lopsided. */
TEST(sequential_inputs_spread)
{
	uint64_t (*const make[])(const struct fast_key *, unsigned) = { name_like, digest_like,
									address, address6 };
	static const unsigned shift[] = { 0, 32, 52 };
	static uint32_t bucket[BUCKETS];

	for (unsigned key = 0; key < KEYS; key++) {
		struct fast_key k = fast_key_random();

		for (size_t m = 0; m < 4; m++)
			for (size_t s = 0; s < 3; s++) {
				memset(bucket, 0, sizeof bucket);
				for (unsigned i = 0; i < ITEMS; i++)
					bucket[make[m](&k, i) >> shift[s] & (BUCKETS - 1)]++;
				/* even inputs may spread better than chance, never much worse */
				assert_true(spread(bucket) < 8);
			}
	}
}

TEST(padded_reading_is_the_same)
{
	struct fast_key k = fast_key_random();
	char text[256 + 16];

	rand_bytes(text, sizeof text);
	for (size_t n = 0; n <= 256; n++) {
		char *exact = malloc(n + 1); /* so that a byte too many is seen */

		memcpy(exact, text, n);
		assert_int_equal(fast_chain(&k, 7, exact, n), fast_chain_padded(&k, 7, text, n));
		free(exact);
	}
}

TEST(pieces_and_lengths_count)
{
	struct fast_key k = fast_key_random(), other = fast_key_random();
	uint64_t s = fast_start(&k);

	assert_int_not_equal(fast_chain(&k, s, "ab", 2),
			     fast_chain(&k, fast_chain(&k, s, "a", 1), "b", 1));
	assert_int_not_equal(fast_chain(&k, s, "a", 1), fast_chain(&k, s, "a\0", 2));
	assert_int_not_equal(fast_chain(&k, s, "", 0), s);
	assert_int_not_equal(fast_chain(&k, 1, "a", 1), fast_chain(&other, 1, "a", 1));
}

TESTS("base/fasthash", CASE(sequential_inputs_spread), CASE(padded_reading_is_the_same),
      CASE(pieces_and_lengths_count))
