/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch_hll.h - how many different? HyperLogLog with 2^14 registers: a standard error of 0.81 %.
 *
 * The registers are the sketch (Flajolet et al., 2007); how they are kept is not: up to
 * HLL_SPARSE_MAX registers in use, a sorted list, beyond that an array of bytes; the byte form
 * changes at the same count, so that it depends on the registers alone. The estimate is Ertl's
 * improved raw estimator (O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
 * 2017, arXiv:1702.01284, algorithm 6): one formula for all sizes, unbiased without tables.
 *
 * A hash must look like 64 bits drawn by chance for each value: base/prf.h for clients, never a hash
 * that only serves a table (perf measurements: a single multiplication gave a third of the truth).
 *
 * Threads: one. Room: index. May include: base wire.
 */
#pragma once

#include "index/sketch.h"

enum { HLL_P = 14, HLL_REGISTERS = 1 << HLL_P, HLL_SPARSE_MAX = 1024, HLL_RANK_MAX = 65 - HLL_P };

struct hll;

struct hll *hll_open(void);
void hll_close(struct hll *h); /* accepts NULL */
void hll_add(struct hll *h, uint64_t hash);
/* Register by register the larger; `from` stays. */
void hll_merge(struct hll *into, const struct hll *from);
double hll_estimate(const struct hll *h);
bool hll_is_empty(const struct hll *h);
size_t hll_memory(const struct hll *h); /* bytes held */

/* Appends the canonical bytes: at most 12,294. */
void hll_write(const struct hll *h, struct buf *out);
MUST_CHECK enum err hll_read(struct str bytes, struct hll **out, struct why *why);

/*
 * For a stream of events: the registers as an array, from now on for this sketch's life. hll_put()
 * is then all that an event costs.
 */
unsigned char *hll_registers(struct hll *h);

static inline unsigned hll_index(uint64_t hash)
{
	return (unsigned)(hash >> (64 - HLL_P));
}

/* Leading zeros of the other 50 bits, and one. */
static inline unsigned char hll_rank(uint64_t hash)
{
	return (unsigned char)(__builtin_clzll(hash << HLL_P | 1u << (HLL_P - 1)) + 1);
}

static inline void hll_put(unsigned char *registers, uint64_t hash)
{
	unsigned char *r = &registers[hll_index(hash)], rank = hll_rank(hash);

	if (*r < rank)
		*r = rank;
}
