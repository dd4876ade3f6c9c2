/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash.c - published vectors. */
#include "test.h"

#include "base/buf.h"
#include "base/hash.h"

static void assert_hex(const void *bytes, size_t n, const char *want)
{
	struct buf b = { 0 };

	buf_hex(&b, bytes, n);
	assert_string_equal(buf_cstr(&b), want);
	buf_fini(&b);
}

/* FIPS 180-4 example and RFC 4231 test case 2. */
TEST(digests_give_the_published_vectors)
{
	struct sha256 d = hash_sha256(STR("abc"));
	unsigned char m[SHA1_BYTES];

	assert_hex(d.b, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	d = hash_hmac(STR("Jefe"), STR("what do ya want for nothing?"));
	assert_hex(d.b, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hash_md5(STR(""), m);
	assert_hex(m, MD5_BYTES, "d41d8cd98f00b204e9800998ecf8427e");
	hash_sha1(STR("abc"), m);
	assert_hex(m, SHA1_BYTES, "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(a_stream_equals_the_whole)
{
	struct hash_stream *h = hash_stream_open();
	struct sha256 d;

	hash_stream_add(h, STR("a"));
	hash_stream_add(h, STR(""));
	d = hash_stream_now(h);
	assert_memory_equal(hash_sha256(STR("a")).b, d.b, sizeof d.b);
	hash_stream_add(h, STR("bc"));
	d = hash_stream_close(h);
	assert_memory_equal(d.b, hash_sha256(STR("abc")).b, 32);
}

/* SipHash-1-3 with the key 00..0f over 00..(n-1): values of the reference implementation as used
 * in the test suites of several languages for n = 0 and n = 1. */
TEST(siphash_1_3_gives_known_values)
{
	struct hash_key k = { { 0x0706050403020100u, 0x0f0e0d0c0b0a0908u } };
	unsigned char in[64];

	for (int i = 0; i < 64; i++)
		in[i] = (unsigned char)i;
	assert_true(hash_keyed(k, in, 0) == 0xabac0158050fc4dcu);
	assert_true(hash_keyed(k, in, 1) == 0xc9f49bf37d57ca93u);
	for (size_t n = 1; n < 64; n++)
		assert_true(hash_keyed(k, in, n) != hash_keyed(k, in, n - 1));
}

TESTS("base/hash", CASE(digests_give_the_published_vectors), CASE(a_stream_equals_the_whole),
      CASE(siphash_1_3_gives_known_values))
