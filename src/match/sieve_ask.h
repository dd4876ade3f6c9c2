/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_ask.h - questions on their way: which cache line may hold the tag of a name, a prefix or an exact text.
 *
 * A question is asked when the value is seen and looked at when DELAY others have been put behind it:
 * until then the line has come. Everything is inline, so that each scan (scan_*.c) is compiled with it for
 * its own instructions.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_inner.h"

static inline bool sieve_bucket_has(const struct sieve *s, const struct question *q)
{
	const struct tags *t = s->tables[q->table];
	const struct tag_bucket *b = q->bucket;

	for (;;) {
		if (tags_compare(b, q->tag))
			return true;
		if (!b->tag[TAGS_A_BUCKET - 1])
			return false;
		if (++b == t->bucket + t->buckets)
			b = t->bucket;
	}
}

static inline void sieve_answer(struct sieve *s, struct question *q)
{
	if (q->bucket && sieve_bucket_has(s, q))
		sieve_suspect(s, q->line);
}

static inline void sieve_ask(struct sieve *s, unsigned table, uint64_t hash)
{
	const struct tags *t = s->tables[table];
	const struct tag_bucket *b = &t->bucket[tags_home(t, hash)];
	struct question *q = &s->ring[s->at++ % DELAY];

	__builtin_prefetch(b);
	sieve_answer(s, q);
	*q = (struct question){ b, s->line, tags_tag(hash), (uint16_t)table };
}

enum { TABLE_NAMES, TABLE_PREFIXES, TABLE_EXACT, TABLES };

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

static inline void sieve_ask6(struct sieve *s, uint64_t high, uint64_t low)
{
	for (unsigned l = 0; l < s->layers; l++)
		if (s->layer[l].prefixes->v6_bits && prefixes_perhaps6(s->layer[l].prefixes, high))
			sieve_ask_lengths(s, l, 6, high, low);
}

static inline uint64_t sieve_half(const uint8_t *b)
{
	uint64_t v;

	memcpy(&v, b, 8);
	return __builtin_bswap64(v);
}

static inline uint32_t sieve_v4(const struct addr *a)
{
	uint32_t v;

	memcpy(&v, a->b, 4);
	return __builtin_bswap32(v);
}

static inline struct addr sieve_addr4(uint32_t v)
{
	struct addr a = { .family = 4 };

	v = __builtin_bswap32(v);
	memcpy(a.b, &v, 4);
	return a;
}

static inline void sieve_ask_addr(struct sieve *s, const struct addr *a)
{
	if (a->family == 4)
		sieve_ask4(s, sieve_v4(a));
	else
		sieve_ask6(s, sieve_half(a->b), sieve_half(a->b + 8));
}
