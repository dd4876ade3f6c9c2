/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fasthash.h - the hash of the hot path: keyed, a multiplication for sixteen bytes, built piece by
 * piece so that "b.example" is a step on the way to "a.b.example".
 *
 * A step folds the 128-bit product of two words that the key blinds (the idea of wyhash and rapidhash).
 * Without the key nobody can choose inputs that meet: what they control is only ever multiplied with what
 * they do not know. It is for tables that compare the text afterwards; where collisions must be
 * hard for those who see hashes, hash_keyed() (hash.h) and HMAC are the tools.
 *
 * fast_mixed() is for numbers and for counting (HyperLogLog): two rounds, so that sequential
 * inputs leave no trace (tests/base/test_fasthash.c measures it).
 *
 * Little-endian hosts. Threads: pure. Room: base. May include: libc.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct fast_key {
	uint64_t k[4];
};

struct fast_key fast_key_random(void);

__extension__ typedef unsigned __int128 fast_u128;

static inline uint64_t fast_fold(uint64_t a, uint64_t b)
{
	fast_u128 m = (fast_u128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t fast_word(const void *p)
{
	uint64_t w;

	memcpy(&w, p, 8);
	return w;
}

/* The n <= 8 bytes at p as a number, its first byte lowest; reads no byte beyond them. */
static inline uint64_t fast_part(const char *p, size_t n)
{
	uint32_t a, b;

	if (n >= 8)
		return fast_word(p);
	if (n >= 4) {
		memcpy(&a, p, 4);
		memcpy(&b, p + n - 4, 4);
		return a | (uint64_t)b << (8 * (n - 4));
	}
	if (!n)
		return 0;
	return (unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << (8 * (n / 2)) |
	       (uint64_t)(unsigned char)p[n - 1] << (8 * (n - 1));
}

static inline uint64_t fast_start(const struct fast_key *key)
{
	return key->k[0];
}

/* The last step of a piece: its final n <= 16 bytes as two words. */
static inline uint64_t fast_step(const struct fast_key *key, uint64_t h, uint64_t w0, uint64_t w1,
				 size_t n)
{
	return fast_fold(h ^ w0, (key->k[1] ^ w1) + n * 0x9E3779B97F4A7C15u);
}

/* Chains a piece of any length (0, too) to h. */
static inline uint64_t fast_chain(const struct fast_key *key, uint64_t h, const char *p, size_t n)
{
	for (; n > 16; p += 16, n -= 16)
		h = fast_fold(h ^ fast_word(p), key->k[2] ^ fast_word(p + 8));
	if (n <= 8)
		return fast_step(key, h, fast_part(p, n), 0, n);
	return fast_step(key, h, fast_word(p), fast_part(p + 8, n - 8), n);
}

/* The lowest `bytes` bytes of a word: all of them from 8 on, none below 1. */
static inline uint64_t fast_cut(uint64_t w, ptrdiff_t bytes)
{
#ifdef __BMI2__
	return __builtin_ia32_bzhi_di(w, (uint64_t)(bytes > 0 ? bytes : 0) * 8);
#else
	uint64_t mask = (1ull << (8 * bytes & 63)) - 1;

	mask = bytes >= 8 ? ~0ull : mask;
	return bytes <= 0 ? 0 : w & mask;
#endif
}

/* The same, equal to the byte, where sixteen bytes can be read from p on. No branch on the length of a
 * short piece: labels have all lengths, and nobody can guess which comes next. */
static inline uint64_t fast_chain_padded(const struct fast_key *key, uint64_t h, const char *p,
					 size_t n)
{
	for (; __builtin_expect(n > 16, 0); p += 16, n -= 16)
		h = fast_fold(h ^ fast_word(p), key->k[2] ^ fast_word(p + 8));
	return fast_step(key, h, fast_cut(fast_word(p), (ptrdiff_t)n),
			 fast_cut(fast_word(p + 8), (ptrdiff_t)n - 8), n);
}

/* The hash of a chain: one more multiplication, because neighbours in a chain lie too evenly. */
static inline uint64_t fast_end(uint64_t h)
{
	h *= 0x9E3779B97F4A7C15u;
	return h ^ h >> 32;
}

/* Of a text that is asked for as a whole. */
static inline uint64_t fast_whole(const struct fast_key *key, const char *p, size_t n)
{
	return fast_end(fast_chain(key, key->k[0], p, n));
}

/* Of up to 128 bits and a small number. */
static inline uint64_t fast_mixed(const struct fast_key *key, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t h = fast_fold(a ^ key->k[0], b ^ key->k[1]);

	return fast_fold(h ^ key->k[2], (c + 1) * 0x9E3779B97F4A7C15u ^ key->k[3]);
}
