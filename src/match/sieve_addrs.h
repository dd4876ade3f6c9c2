/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_addrs.h - an address asks the filter of its family, and where it passes, every prefix length that
 * occurs.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_ask.h"

/* One probe for each prefix length that occurs; the filter in front let the address through. */
static inline void sieve_ask_lengths(struct sieve *s, unsigned l, unsigned family, uint64_t high,
				     uint64_t low)
{
	const struct prefixes *p = s->layer[l].prefixes;
	unsigned bits = family == 4 ? 32 : 128;

	for (unsigned w = 0; w < 3; w++)
		for (uint64_t m = p->lens[family == 6][w]; m; m &= m - 1) {
			unsigned len = w * 64 + (unsigned)__builtin_ctzll(m);
			uint64_t h = high, lo = low;

			if (len > bits)
				continue;
			if (family == 4) {
				h = len ? h & (0xFFFFFFFFull << (32 - len) & 0xFFFFFFFFu) : 0;
			} else if (len <= 64) {
				h = len ? h & ~0ull << (64 - len) : 0;
				lo = 0;
			} else {
				lo &= ~0ull << (128 - len);
			}
			sieve_ask(s, l * TABLES + TABLE_PREFIXES,
				  prefixes_hash(p, h, lo, family, len));
		}
}

static inline void sieve_answer4(struct sieve *s, unsigned l, const struct question4 *q)
{
	if (q->line != NO_LINE && prefixes_perhaps4(s->layer[l].prefixes, q->addr)) {
		uint32_t now = s->line;

		s->line = q->line;
		sieve_ask_lengths(s, l, 4, q->addr, 0);
		s->line = now;
	}
}

static inline void sieve_ask4(struct sieve *s, uint32_t a)
{
	for (unsigned l = 0; l < s->layers; l++) {
		const struct prefixes *p = s->layer[l].prefixes;
		struct question4 *q;

		if (!p->v4_blocks)
			continue;
		q = &s->ring4[l][s->at4[l]++ % DELAY4];
		__builtin_prefetch(&p->v4_blocks[(a >> p->v4_shift) / 64]);
		sieve_answer4(s, l, q);
		*q = (struct question4){ a, s->line };
	}
}

static inline void sieve_answer6(struct sieve *s, unsigned l, const struct question6 *q)
{
	if (q->word && __builtin_expect(*q->word >> q->bit & 1, 0)) {
		uint32_t now = s->line;

		s->line = q->line;
		sieve_ask_lengths(s, l, 6, q->high, q->low);
		s->line = now;
	}
}

static inline void sieve_ask6(struct sieve *s, uint64_t high, uint64_t low)
{
	for (unsigned l = 0; l < s->layers; l++) {
		const struct prefixes *p = s->layer[l].prefixes;

		for (unsigned step = 0; p->v6_bits && step < V6_STEPS; step++) {
			struct question6 *q;
			uint64_t bit;

			if (!p->v6_step[step])
				continue;
			bit = prefixes_v6_bit(p, high, step);
			q = &s->ring6[l][s->at6[l]++ % DELAY6];
			__builtin_prefetch(&p->v6_bits[bit / 64]);
			sieve_answer6(s, l, q);
			*q = (struct question6){ &p->v6_bits[bit / 64], high, low, s->line,
						 (uint8_t)(bit % 64) };
		}
	}
}

static inline void sieve_ask_addr(struct sieve *s, const struct addr *a)
{
	if (a->family == 4)
		sieve_ask4(s, addr_v4(a));
	else
		sieve_ask6(s, addr_half(a, 0), addr_half(a, 1));
}
