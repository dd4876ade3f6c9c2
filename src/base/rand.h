/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rand.h - chance: from the kernel for secrets and seeds, from a seed for generators.
 *
 * rand_bytes() is getrandom(2) and never fails (it aborts). struct prng is xoshiro256**
 * (Blackman and Vigna, 2018), seeded by splitmix64: the same on every machine, so that a
 * seed is a reproducible input. It is no source of secrets.
 *
 * Threads: rand_bytes() any; a prng belongs to one thread. Room: base. May include: libc.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

void rand_bytes(void *out, size_t n);

struct prng {
	uint64_t s[4];
};

struct prng prng_of(uint64_t seed);
uint64_t prng_next(struct prng *r);
/* 0 .. below-1, unbiased; below > 0. */
uint64_t prng_below(struct prng *r, uint64_t below);
