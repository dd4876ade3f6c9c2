/* SPDX-License-Identifier: Apache-2.0 */
/* test_prf.c - the published vector, and many blocks equal one by one. */
#include "test.h"

#include "base/prf.h"
#include "base/rand.h"

/* FIPS 197, appendix C.1. */
TEST(the_published_block_of_aes_128)
{
	struct prf_key key;
	struct prf_block in;
	struct prf *p;
	uint64_t out;

	for (unsigned i = 0; i < 16; i++) {
		key.b[i] = (unsigned char)i;
		in.b[i] = (unsigned char)(i << 4 | i);
	}
	p = prf_open(&key);
	prf_many(p, &in, 1, &out);
	assert_true(out == 0x30047b6ad8e0c469); /* 69 c4 e0 d8 6a 7b 04 30 ... */
	prf_close(p);
}

TEST(many_at_once_are_the_same_as_one_by_one)
{
	enum { N = 300 };
	struct prf_key key = prf_key_random();
	struct prf *p = prf_open(&key);
	struct prf_block in[N];
	uint64_t all[N], one;

	rand_bytes(in, sizeof in);
	for (size_t n = 0; n <= N; n += 37) {
		memset(all, 0, sizeof all);
		prf_many(p, in, n, all);
		for (size_t i = 0; i < n; i++) {
			prf_many(p, &in[i], 1, &one);
			assert_true(one == all[i]);
		}
		assert_true(n == N || !all[n]);
	}
	prf_close(p);
}

TEST(another_key_gives_another_hash)
{
	struct prf_key a = prf_key_random(), b = prf_key_random();
	struct prf *p = prf_open(&a), *q = prf_open(&b);
	struct prf_block in = { { 1 } };
	uint64_t x, y;

	prf_many(p, &in, 1, &x);
	prf_many(q, &in, 1, &y);
	assert_true(x != y);
	prf_close(p);
	prf_close(q);
}

TESTS("base/prf", CASE(the_published_block_of_aes_128),
      CASE(many_at_once_are_the_same_as_one_by_one), CASE(another_key_gives_another_hash))
