/* SPDX-License-Identifier: Apache-2.0 */
/* sketch_cm.c - four rows of counters, each chosen by bits of its own. */
#include "index/sketch_cm.h"

#include "base/mem.h"
#include "index/sketch_form.h"

enum { CELLS = CM_DEPTH * CM_WIDTH, ROW_SHIFT = 16 };

struct cm {
	uint64_t total;
	uint64_t cell[CELLS];
};

struct cm *cm_open(void)
{
	return mem_zero(1, sizeof(struct cm));
}

void cm_close(struct cm *c)
{
	mem_free(c);
}

static size_t place(uint64_t hash, size_t row)
{
	return row * CM_WIDTH + (hash >> (row * ROW_SHIFT)) % CM_WIDTH;
}

static enum err fits(const struct cm *c, uint64_t more, struct why *why)
{
	if (more > (uint64_t)INT64_MAX - c->total)
		return why_set(why, ERR_LIMIT, SAY_SKETCH_SUM);
	return ERR_OK;
}

enum err cm_add(struct cm *c, uint64_t hash, uint64_t n, struct why *why)
{
	enum err e = fits(c, n, why);

	if (e != ERR_OK)
		return e;
	c->total += n;
	for (size_t row = 0; row < CM_DEPTH; row++)
		c->cell[place(hash, row)] += n;
	return ERR_OK;
}

uint64_t cm_count(const struct cm *c, uint64_t hash)
{
	uint64_t least = UINT64_MAX;

	for (size_t row = 0; row < CM_DEPTH; row++)
		if (c->cell[place(hash, row)] < least)
			least = c->cell[place(hash, row)];
	return least;
}

uint64_t cm_total(const struct cm *c)
{
	return c->total;
}

enum err cm_merge(struct cm *into, const struct cm *from, struct why *why)
{
	enum err e = fits(into, from->total, why);

	if (e != ERR_OK)
		return e;
	into->total += from->total;
	for (size_t i = 0; i < CELLS; i++)
		into->cell[i] += from->cell[i];
	return ERR_OK;
}

void cm_write(const struct cm *c, struct buf *out)
{
	sketch_head(SKETCH_CM, out);
	sketch_put_cells(out, c->cell, CELLS);
}

/* Every row counts the same things, so their sums are equal; the first is the total. */
static bool rows_agree(struct cm *c)
{
	for (size_t row = 0; row < CM_DEPTH; row++) {
		uint64_t sum = 0;

		for (size_t i = 0; i < CM_WIDTH; i++) {
			uint64_t v = c->cell[row * CM_WIDTH + i];

			if (v > (uint64_t)INT64_MAX - sum)
				return false;
			sum += v;
		}
		if (row && sum != c->total)
			return false;
		c->total = sum;
	}
	return true;
}

enum err cm_read(struct str bytes, struct cm **out, struct why *why)
{
	struct cm *c;
	enum err e = sketch_behead(&bytes, SKETCH_CM, why);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	c = cm_open();
	if (!sketch_take_cells(bytes, c->cell, CELLS))
		e = sketch_bad(why, "counter");
	else if (!rows_agree(c))
		e = sketch_bad(why, "sum");
	if (e == ERR_OK)
		*out = c;
	else
		cm_close(c);
	return e;
}
