/* SPDX-License-Identifier: Apache-2.0 */
#include "index/prefixes.h"

#include "base/ensure.h"
#include "base/mem.h"

enum {
	V4_BITS_MIN = 16,
	V4_BITS_MAX = 24,
	V4_SPARE = 6, /* blocks an entry, as a power of two: one in 64 passes without a cause */
	V6_BITS_MIN = 16,
	V6_SPARE = 5
};

/* The smallest power of two that is not below n, as its exponent. */
static unsigned log2_up(size_t n)
{
	unsigned b = 0;

	while (((size_t)1 << b) < n)
		b++;
	return b;
}

void prefixes_open(struct prefixes *p, size_t count, size_t v4, size_t v6, uint32_t most)
{
	unsigned bits = log2_up(v4) + V4_SPARE;

	*p = (struct prefixes){ .key = fast_key_random() };
	tags_open(&p->tags, count, most);
	if (bits < V4_BITS_MIN)
		bits = V4_BITS_MIN;
	p->v4_shift = (uint8_t)(32 - (bits < V4_BITS_MAX ? bits : V4_BITS_MAX));
	bits = log2_up(v6) + V6_SPARE;
	p->v6_mask = ((uint64_t)1 << (bits > V6_BITS_MIN ? bits : V6_BITS_MIN)) - 1;
}

void prefixes_close(struct prefixes *p)
{
	tags_close(&p->tags);
	mem_free(p->v4_blocks);
	mem_free(p->v6_bits);
	p->v4_blocks = p->v6_bits = NULL;
}

size_t prefixes_bytes(const struct prefixes *p)
{
	return p->tags.bytes + (p->v4_blocks ? prefixes_v4_bytes(p) : 0) +
	       (p->v6_bits ? prefixes_v6_bytes(p) : 0);
}

static uint64_t prefix_hash(const struct prefixes *p, const struct prefix *x)
{
	if (x->addr.family == 4)
		return prefixes_hash(p, addr_v4(&x->addr), 0, 4, x->len);
	return prefixes_hash(p, addr_half(&x->addr, 0), addr_half(&x->addr, 1), 6, x->len);
}

/* Sets the bits of all blocks that the prefix touches. */
static void mark_v4(struct prefixes *p, const struct prefix *x)
{
	uint32_t first = addr_v4(&x->addr) >> p->v4_shift;
	unsigned bits = 32 - p->v4_shift;
	uint32_t n = x->len >= bits ? 1 : 1u << (bits - x->len);

	if (!p->v4_blocks)
		p->v4_blocks = mem_zero(prefixes_v4_bytes(p), 1);
	if (n >= 64) { /* aligned to its size, so whole words */
		memset(p->v4_blocks + first / 64, 0xff, n / 8);
		return;
	}
	for (uint32_t i = first; i < first + n; i++)
		p->v4_blocks[i / 64] |= 1ull << (i % 64);
}

/* By the longest step that the prefix fills; indicators shorter than /16 do not exist, but tables of
 * other use may hold them: those set every bit. */
static void mark_v6(struct prefixes *p, const struct prefix *x)
{
	unsigned step = x->len >= 48 ? 0 : x->len >= 32 ? 1 : 2;
	uint64_t bit;

	if (!p->v6_bits)
		p->v6_bits = mem_zero(prefixes_v6_bytes(p), 1);
	p->v6_step[step] = true;
	if (x->len < 16) {
		memset(p->v6_bits, 0xff, prefixes_v6_bytes(p));
		return;
	}
	bit = prefixes_v6_bit(p, addr_half(&x->addr, 0), step);
	p->v6_bits[bit / 64] |= 1ull << (bit % 64);
}

uint64_t prefixes_enter(struct prefixes *p, struct prefix prefix)
{
	struct prefix x = prefix_of(prefix.addr, prefix.len);

	ensure(x.len <= addr_bits(x.addr));
	if (x.addr.family == 4)
		mark_v4(p, &x);
	else
		mark_v6(p, &x);
	p->lens[x.addr.family == 6][x.len / 64] |= 1ull << (x.len % 64);
	return prefix_hash(p, &x);
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

/* A prefix wider than a block or step is covered only where its first address is. */
static bool perhaps(const struct prefixes *p, const struct addr *a)
{
	if (a->family == 4)
		return p->v4_blocks && prefixes_perhaps4(p, addr_v4(a));
	return a->family == 6 && p->v6_bits && prefixes_perhaps6(p, addr_half(a, 0));
}

void prefix_walk_start(struct prefix_walk *w, const struct prefixes *p, struct prefix inner)
{
	w->prefixes = p;
	w->addr = inner.addr;
	w->probe = (struct tags_probe){ .t = &p->tags };
	w->len = perhaps(p, &inner.addr) ? inner.len : -1;
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
