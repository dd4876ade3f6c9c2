/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefixes.h - address prefixes of both families, and which of them cover a given one.
 *
 * In front stands a filter that most addresses of a log do not pass. IPv4: a bit for each block of
 * addresses in which anything is listed; a block is a /24 where much is listed, and wider where little
 * is, so that the bits fit the nearest cache. IPv6: hashed bits of the /48, /32 or /16 that each listed
 * prefix touches. Behind it, one probe for each prefix length that occurs, from long to short.
 *
 * The walk proposes; the caller compares the prefix of `id` with walk.now (tags.h).
 *
 * Threads: fill in one; read in any. Room: index (private to index and match). May include: base wire.
 */
#pragma once

#include "base/fasthash.h"
#include "index/tags.h"
#include "wire/addr.h"

enum { V6_STEPS = 3 }; /* 48, 32, 16 bits */

struct prefixes {
	struct tags tags;
	struct fast_key key;
	uint64_t *v4_blocks; /* 2^(32 - v4_shift) bits; NULL: no IPv4 is listed */
	uint64_t *v6_bits;   /* v6_mask + 1 bits; NULL: no IPv6 is listed */
	uint64_t v6_mask;
	uint8_t v4_shift;
	bool v6_step[V6_STEPS]; /* some entry was marked by its first 48, 32, 16 bits */
	uint64_t lens[2][3];    /* the lengths that occur, as bits: [0] IPv4, [1] IPv6 */
};

/* v4, v6: upper bounds of what will be put; count: of all; most: of the numbers. */
void prefixes_open(struct prefixes *p, size_t count, size_t v4, size_t v6, uint32_t most);
void prefixes_close(struct prefixes *p);
/* Makes the prefix known to the filters and returns its hash, for tags_put(). */
uint64_t prefixes_enter(struct prefixes *p, struct prefix prefix);
static inline void prefixes_put(struct prefixes *p, struct prefix prefix, uint32_t id)
{
	tags_put(&p->tags, prefixes_enter(p, prefix), id);
}
size_t prefixes_bytes(const struct prefixes *p);
/* Of the filters, where they are. */
static inline size_t prefixes_v4_bytes(const struct prefixes *p)
{
	return ((size_t)1 << (32 - p->v4_shift)) / 8;
}
static inline size_t prefixes_v6_bytes(const struct prefixes *p)
{
	return (size_t)(p->v6_mask + 1) / 8;
}

struct prefix_walk {
	struct prefix now; /* the prefix of the last proposal */
	struct addr addr;
	const struct prefixes *prefixes;
	struct tags_probe probe;
	int len; /* the next length to look at, or -1 */
};

/* Proposals that cover `inner`, from long to short. */
void prefix_walk_start(struct prefix_walk *w, const struct prefixes *p, struct prefix inner);
bool prefix_walk_next(struct prefix_walk *w, uint32_t *id);

/* false: nothing listed covers the address (host byte order). Only where v4_blocks is set. */
static inline bool prefixes_perhaps4(const struct prefixes *p, uint32_t a)
{
	uint32_t block = a >> p->v4_shift;

	return p->v4_blocks[block / 64] >> (block % 64) & 1;
}

static inline uint64_t prefixes_v6_bit(const struct prefixes *p, uint64_t high, unsigned step)
{
	return fast_mixed(&p->key, high >> (16 + 16 * step), step, 0) & p->v6_mask;
}

/* The same for IPv6; high: its first 64 bits as a number. Only where v6_bits is set. */
static inline bool prefixes_perhaps6(const struct prefixes *p, uint64_t high)
{
	for (unsigned s = 0; s < V6_STEPS; s++) {
		uint64_t bit;

		if (!p->v6_step[s])
			continue;
		bit = prefixes_v6_bit(p, high, s);
		if (p->v6_bits[bit / 64] >> (bit % 64) & 1)
			return true;
	}
	return false;
}

/* The hash of a prefix: IPv4 as (number, 0), IPv6 as its two halves; bits beyond len are 0. */
static inline uint64_t prefixes_hash(const struct prefixes *p, uint64_t high, uint64_t low,
				     unsigned family, unsigned len)
{
	return fast_mixed(&p->key, high, low, family << 8 | len);
}
