/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/rand.h"

TEST(a_seed_is_a_reproducible_input)
{
	struct prng a = prng_of(42), b = prng_of(42), c = prng_of(43);
	unsigned differ = 0;

	for (int i = 0; i < 100; i++) {
		uint64_t x = prng_next(&a);

		assert_true(x == prng_next(&b));
		differ += x != prng_next(&c);
	}
	assert_true(differ > 90);
}

TEST(below_stays_below_and_reaches_every_value)
{
	struct prng r = prng_of(1);
	unsigned seen[7] = { 0 };

	for (int i = 0; i < 7000; i++)
		seen[prng_below(&r, 7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 800, 1200);
}

TESTS("base/rand", CASE(a_seed_is_a_reproducible_input),
      CASE(below_stays_below_and_reaches_every_value))
