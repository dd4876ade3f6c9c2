/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch_dd.h - how are the values spread? DDSketch (Masson, Rim and Lee, 2019) with fixed bounds.
 *
 * Values are whole numbers (microseconds, bytes). A bucket is a 64th of an octave, found from the
 * value's bits alone (the paper's mapping, its logarithm linear between powers of two), so that every
 * machine puts a value into the same bucket: no library's log() has a say. A quantile is off by at
 * most 1/128 of its value. Zero has a bucket of its own; values from DD_VALUE_MAX on share the last.
 * Merging is addition.
 *
 * Threads: one. Room: index. May include: base wire.
 */
#pragma once

#include "index/sketch.h"

enum { DD_SUB = 64, DD_OCTAVES = 48, DD_BUCKETS = DD_SUB * DD_OCTAVES + 2 };
#define DD_VALUE_MAX (1ull << DD_OCTAVES)

struct dd;

struct dd *dd_open(void);
void dd_close(struct dd *d); /* accepts NULL */
MUST_CHECK enum err dd_merge(struct dd *into, const struct dd *from, struct why *why);
uint64_t dd_count(const struct dd *d);
/* q from 0 to 1: the value below which that part of the values lies. 0 when there are none. */
double dd_quantile(const struct dd *d, double q);
void dd_write(const struct dd *d, struct buf *out);
MUST_CHECK enum err dd_read(struct str bytes, struct dd **out, struct why *why);

/* The bucket of a value; its bounds [*low, *high) are dd_bounds(). */
static inline unsigned dd_bucket(uint64_t v)
{
	unsigned octave;

	if (!v)
		return 0;
	if (v >= DD_VALUE_MAX)
		return DD_BUCKETS - 1;
	octave = 63u - (unsigned)__builtin_clzll(v);
	return 1 + octave * DD_SUB + ((unsigned)(v << 6 >> octave) & (DD_SUB - 1));
}
void dd_bounds(unsigned bucket, double *low, double *high);

/* The counters, to add to: an event then costs dd_bucket() and one addition. Sums beyond 63 bits are
 * out of reach of events counted one by one. */
uint64_t *dd_counts(struct dd *d);
static inline void dd_add(uint64_t *counts, uint64_t v)
{
	counts[dd_bucket(v)]++;
}
