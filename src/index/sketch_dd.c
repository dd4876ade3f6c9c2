/* SPDX-License-Identifier: Apache-2.0 */
/* sketch_dd.c - one array of counters. */
#include "index/sketch_dd.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "index/sketch_form.h"

struct dd {
	uint64_t count[DD_BUCKETS];
};

struct dd *dd_open(void)
{
	return mem_zero(1, sizeof(struct dd));
}

void dd_close(struct dd *d)
{
	mem_free(d);
}

uint64_t *dd_counts(struct dd *d)
{
	return d->count;
}

static bool sum(const struct dd *d, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < DD_BUCKETS; i++) {
		if (d->count[i] > (uint64_t)INT64_MAX - *out)
			return false;
		*out += d->count[i];
	}
	return true;
}

uint64_t dd_count(const struct dd *d)
{
	uint64_t n;

	ensure(sum(d, &n));
	return n;
}

enum err dd_merge(struct dd *into, const struct dd *from, struct why *why)
{
	if (dd_count(from) > (uint64_t)INT64_MAX - dd_count(into))
		return why_set(why, ERR_LIMIT, SAY_SKETCH_SUM);
	for (size_t i = 0; i < DD_BUCKETS; i++)
		into->count[i] += from->count[i];
	return ERR_OK;
}

void dd_bounds(unsigned bucket, double *low, double *high)
{
	unsigned octave, sub;
	double base;

	ensure(bucket < DD_BUCKETS);
	*low = 0;
	*high = 1;
	if (!bucket)
		return;
	octave = (bucket - 1) / DD_SUB;
	sub = (bucket - 1) % DD_SUB;
	base = (double)(1ull << octave);
	*low = base * (DD_SUB + sub) / DD_SUB;
	*high = base * (DD_SUB + sub + 1) / DD_SUB;
}

double dd_quantile(const struct dd *d, double q)
{
	uint64_t n = dd_count(d), rank, seen = 0;
	unsigned i = 0;
	double low, high;

	if (!n)
		return 0;
	rank = q <= 0 ? 0 : q >= 1 ? n - 1 : (uint64_t)(q * (double)(n - 1));
	while (seen + d->count[i] <= rank)
		seen += d->count[i++];
	dd_bounds(i, &low, &high);
	/* The middle, but a bucket that holds one whole number is that number. */
	return !i || high - low <= 1 ? low : (low + high) / 2;
}

void dd_write(const struct dd *d, struct buf *out)
{
	sketch_head(SKETCH_DD, out);
	sketch_put_cells(out, d->count, DD_BUCKETS);
}

/* Below an octave of 64 values, some buckets hold no whole number: nothing can be in them. */
static bool possible(const struct dd *d)
{
	for (unsigned i = 1; i <= 6 * DD_SUB; i++)
		if (d->count[i] && ((i - 1) % DD_SUB << (i - 1) / DD_SUB) % DD_SUB)
			return false;
	return true;
}

enum err dd_read(struct str bytes, struct dd **out, struct why *why)
{
	struct dd *d;
	uint64_t n;
	enum err e = sketch_behead(&bytes, SKETCH_DD, why);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	d = dd_open();
	if (!sketch_take_cells(bytes, d->count, DD_BUCKETS))
		e = sketch_bad(why, "counter");
	else if (!sum(d, &n))
		e = sketch_bad(why, "sum");
	else if (!possible(d))
		e = sketch_bad(why, "bucket");
	if (e == ERR_OK)
		*out = d;
	else
		dd_close(d);
	return e;
}
