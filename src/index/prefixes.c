/* SPDX-License-Identifier: Apache-2.0 */
#include "index/prefixes.h"

#include "base/ensure.h"
#include "base/mem.h"

enum { BLOCKS = 1 << 24, BLOCKS_BYTES = BLOCKS / 8 };

void prefixes_open(struct prefixes *p, size_t count)
{
	*p = (struct prefixes){ .key = hash_key_random() };
	tags_open(&p->tags, count);
}

void prefixes_close(struct prefixes *p)
{
	tags_close(&p->tags);
	mem_free(p->v4_blocks);
	p->v4_blocks = NULL;
}

size_t prefixes_bytes(const struct prefixes *p)
{
	return p->tags.bytes + (p->v4_blocks ? BLOCKS_BYTES : 0);
}

static uint32_t v4_number(const struct addr *a)
{
	return (uint32_t)a->b[0] << 24 | (uint32_t)a->b[1] << 16 | (uint32_t)a->b[2] << 8 | a->b[3];
}

static uint64_t prefix_hash(const struct prefixes *p, const struct prefix *x)
{
	unsigned char key[17];

	if (x->addr.family == 4) {
		uint64_t v = (uint64_t)x->len << 32 | v4_number(&x->addr);

		return hash_keyed(p->key, &v, sizeof v);
	}
	memcpy(key, x->addr.b, 16);
	key[16] = x->len;
	return hash_keyed(p->key, key, sizeof key);
}

/* Sets the bits of all /24s that the prefix touches. */
static void mark_blocks(struct prefixes *p, const struct prefix *x)
{
	uint32_t first = v4_number(&x->addr) >> 8;
	uint32_t n = x->len >= 24 ? 1 : 1u << (24 - x->len);

	if (!p->v4_blocks)
		p->v4_blocks = mem_zero(BLOCKS_BYTES, 1);
	if (n >= 64) { /* aligned to its size, so whole words */
		memset(p->v4_blocks + first / 64, 0xff, n / 8);
		return;
	}
	for (uint32_t i = first; i < first + n; i++)
		p->v4_blocks[i / 64] |= 1ull << (i % 64);
}

void prefixes_put(struct prefixes *p, struct prefix prefix, uint32_t id)
{
	struct prefix x = prefix_of(prefix.addr, prefix.len);

	ensure(x.len <= addr_bits(x.addr));
	if (x.addr.family == 4)
		mark_blocks(p, &x);
	p->lens[x.addr.family == 6][x.len / 64] |= 1ull << (x.len % 64);
	tags_put(&p->tags, prefix_hash(p, &x), id);
}

/* The longest length that occurs and is not above `len`, or -1. */
static int length_below(const uint64_t lens[3], int len)
{
	int word = len / 64;
	uint64_t bits;

	if (len < 0)
		return -1;
	bits = lens[word] & (~0ull >> (63 - len % 64));
	while (!bits && word > 0)
		bits = lens[--word];
	return bits ? word * 64 + 63 - __builtin_clzll(bits) : -1;
}

static bool block_is_empty(const struct prefixes *p, const struct prefix *inner)
{
	uint32_t block = v4_number(&inner->addr) >> 8;

	if (!p->v4_blocks)
		return true;
	/* a prefix wider than a block is covered only where its first block is */
	return !(p->v4_blocks[block / 64] >> (block % 64) & 1);
}

void prefix_walk_start(struct prefix_walk *w, const struct prefixes *p, struct prefix inner)
{
	w->prefixes = p;
	w->addr = inner.addr;
	w->probe = (struct tags_probe){ .t = &p->tags };
	w->len = -1;
	if (inner.addr.family == 6 || (inner.addr.family == 4 && !block_is_empty(p, &inner)))
		w->len = inner.len;
}

bool prefix_walk_next(struct prefix_walk *w, uint32_t *id)
{
	while (!w->probe.tag || !tags_next(&w->probe, id)) {
		int len = length_below(w->prefixes->lens[w->addr.family == 6], w->len);

		if (len < 0)
			return false;
		w->now = prefix_of(w->addr, (unsigned)len);
		w->len = len - 1;
		w->probe = tags_probe(&w->prefixes->tags, prefix_hash(w->prefixes, &w->now));
	}
	return true;
}
