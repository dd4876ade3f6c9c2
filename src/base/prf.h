/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prf.h - a keyed hash from which nothing leads back: AES-128 (FIPS 197) of one block, its first half.
 *
 * For values that are few enough to be tried one by one (addresses) and whose hashes may leave this
 * machine inside a sketch. Whoever lacks the key cannot tell the hash of an address from chance, even
 * knowing the hashes of others: that is what a pseudorandom function promises, and what a fast table
 * hash does not. Given many blocks at once it costs a few nanoseconds each, and gives the same
 * everywhere, so that sketches of several nodes under one key can be merged.
 *
 * Threads: a prf belongs to one; open one for each. Room: base. May include: libc, libcrypto.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { PRF_KEY = 16, PRF_BLOCK = 16 };

struct prf_key {
	unsigned char b[PRF_KEY];
};

struct prf_block {
	unsigned char b[PRF_BLOCK];
};

struct prf;

struct prf_key prf_key_random(void);
struct prf *prf_open(const struct prf_key *key); /* keeps no pointer to key */
struct prf *prf_same(const struct prf *p);       /* the same key, for another thread */
void prf_close(struct prf *p);                   /* accepts NULL; wipes */
/* out[i]: the first 8 bytes of the encrypted block, the lowest first. */
void prf_many(struct prf *p, const struct prf_block *in, size_t n, uint64_t *out);
