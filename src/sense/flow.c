/* SPDX-License-Identifier: Apache-2.0 */
/* flow.c - the block of the current minute at hand, the others in a hash table. */
#include "sense/flow.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>

enum { TABLE_FIRST = 1 << 10, NEAR = 4 };
#define YEARS \
	(253402300800LL * US_PER_SECOND) /* the year 10000; backwards, far before the year 1 */
#define NOWHERE UINT32_MAX

/* A minute that was counted lately: logs of several threads jump between a few. */
struct near {
	int64_t start;
	struct flow_block *block;
	unsigned char *clients; /* registers, or NULL */
	uint64_t *delays;
};

struct flow {
	int64_t arrival;
	struct near near[NEAR];
	uint32_t *table; /* places in `blocks` by start; NOWHERE: free */
	size_t table_size;
	VEC(struct flow_block *) blocks;
	VEC(struct flow_hour) hours;
};

static int64_t cut(int64_t us, int64_t unit)
{
	int64_t rest = us % unit;

	return us - (rest < 0 ? rest + unit : rest);
}

static void forget_near(struct flow *f)
{
	for (size_t i = 0; i < NEAR; i++)
		f->near[i] = (struct near){ .start = INT64_MIN };
}

static void table_clear(struct flow *f)
{
	for (size_t i = 0; i < f->table_size; i++)
		f->table[i] = NOWHERE;
}

struct flow *flow_open(struct instant arrival)
{
	struct flow *f = mem_zero(1, sizeof *f);

	f->arrival = arrival.us;
	f->table_size = TABLE_FIRST;
	f->table = mem_grow(NULL, f->table_size, sizeof *f->table);
	table_clear(f);
	forget_near(f);
	return f;
}

void flow_close(struct flow *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->blocks.n; i++)
		mem_free(f->blocks.v[i]);
	for (size_t i = 0; i < f->hours.n; i++) {
		hll_close(f->hours.v[i].clients);
		dd_close(f->hours.v[i].delays);
	}
	vec_fini(&f->blocks);
	vec_fini(&f->hours);
	mem_free(f->table);
	mem_free(f);
}

/* ---- the table: bounded, so a crafted log can fill it but not make it grow ---- */

static size_t slot_of(const struct flow *f, int64_t start)
{
	uint64_t h = (uint64_t)(start / US_PER_MINUTE) * 0x9e3779b97f4a7c15u;
	size_t at = (size_t)(h >> 32) & (f->table_size - 1);

	while (f->table[at] != NOWHERE && f->blocks.v[f->table[at]]->start != start)
		at = (at + 1) & (f->table_size - 1);
	return at;
}

static struct flow_block *find(const struct flow *f, int64_t start)
{
	uint32_t at = f->table[slot_of(f, start)];

	return at == NOWHERE ? NULL : f->blocks.v[at];
}

static void fill(struct flow *f)
{
	table_clear(f);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		f->table[slot_of(f, f->blocks.v[i]->start)] = i;
}

static void widen(struct flow *f)
{
	f->table_size *= 2;
	f->table = mem_grow(f->table, f->table_size, sizeof *f->table);
	fill(f);
}

static uint32_t hour_place(struct flow *f, int64_t start)
{
	int64_t hour = cut(start, US_PER_HOUR);

	for (size_t i = f->hours.n; i-- > 0;)
		if (f->hours.v[i].start == hour)
			return (uint32_t)i;
	if (f->hours.n == FLOW_HOURS)
		return NOWHERE;
	*vec_push(&f->hours) = (struct flow_hour){ hour, hll_open(), dd_open() };
	return (uint32_t)f->hours.n - 1;
}

static struct flow_block *make(struct flow *f, int64_t start)
{
	struct flow_block *b = mem_zero(1, sizeof *b);

	b->start = start;
	b->hour = hour_place(f, start);
	if (2 * (f->blocks.n + 1) > f->table_size)
		widen(f);
	f->table[slot_of(f, start)] = (uint32_t)f->blocks.n;
	*vec_push(&f->blocks) = b;
	return b;
}

/* The event's minute; when there are too many, its hour; when these are too many, NULL. */
static struct flow_block *block_of(struct flow *f, int64_t us)
{
	int64_t start = cut(us, US_PER_MINUTE);
	struct flow_block *b = find(f, start);

	if (b || f->blocks.n < FLOW_MINUTES)
		return b ? b : make(f, start);
	start = cut(us, US_PER_HOUR);
	b = find(f, start);
	if (b || f->blocks.n < FLOW_BLOCKS)
		return b ? b : make(f, start);
	return NULL;
}

/* The arrival always has a place: one more than the bound. */
static struct flow_block *arrival_block(struct flow *f)
{
	int64_t start = cut(f->arrival, US_PER_MINUTE);
	struct flow_block *b = find(f, start);

	return b ? b : make(f, start);
}

static struct near *load(struct flow *f, struct near *n, struct flow_block *b)
{
	n->start = b->start;
	n->block = b;
	n->clients = NULL;
	n->delays = NULL;
	if (b->hour != NOWHERE) {
		n->clients = hll_registers(f->hours.v[b->hour].clients);
		n->delays = dd_counts(f->hours.v[b->hour].delays);
	}
	return n;
}

/* ---- an event ---- */

static void count(struct flow *f, const struct near *n, const struct passing *p, int64_t us,
		  bool timed)
{
	unsigned kind = p->kind < EVENT_KINDS ? p->kind : EVENT_OTHER;
	struct flow_cell *c = &n->block->cell[kind][p->family == 4 ? 1 : p->family == 6 ? 2 : 0];

	if (!c->count)
		c->first = c->last = us;
	c->count++;
	c->untimed += !timed;
	c->first = us < c->first ? us : c->first;
	c->last = us > c->last ? us : c->last;
	if (n->clients && p->who)
		hll_put(n->clients, p->who);
	if (n->delays && timed)
		dd_add(n->delays, us < f->arrival ? (uint64_t)f->arrival - (uint64_t)us : 0);
}

/* Another minute than any at hand. */
static void count_far(struct flow *f, struct near *n, const struct passing *p, int64_t us,
		      bool timed)
{
	bool sane = us > -YEARS && us < YEARS;
	struct flow_block *b = timed && sane ? block_of(f, us) : timed ? NULL : arrival_block(f);

	if (!b) {
		timed = false;
		us = f->arrival;
		b = arrival_block(f);
	}
	count(f, load(f, n, b), p, us, timed);
	if (b->start + US_PER_MINUTE <= us) /* a block of an hour: only its first minute is near */
		n->start = INT64_MIN;
}

void flow_add(struct flow *f, const struct passing *p, size_t n)
{
	struct near *last = &f->near[0];

	for (const struct passing *end = p + n; p < end; p++) {
		bool timed = p->us != PASSING_NO_TIME;
		int64_t us = timed ? p->us : f->arrival;

		if ((uint64_t)us - (uint64_t)last->start >= (uint64_t)US_PER_MINUTE) {
			last = &f->near[(uint64_t)(us / US_PER_MINUTE) % NEAR];
			if ((uint64_t)us - (uint64_t)last->start >= (uint64_t)US_PER_MINUTE) {
				count_far(f, last, p, us, timed);
				continue;
			}
		}
		count(f, last, p, us, timed);
	}
}

/* ---- out ---- */

static int by_start(const void *a, const void *b)
{
	const struct flow_block *x = *(struct flow_block *const *)a,
				*y = *(struct flow_block *const *)b;

	return x->start < y->start ? -1 : x->start > y->start;
}

struct flow_block *const *flow_blocks(struct flow *f, size_t *n)
{
	*n = f->blocks.n;
	if (f->blocks.n)
		qsort(f->blocks.v, f->blocks.n, sizeof *f->blocks.v, by_start);
	fill(f); /* places have changed */
	return f->blocks.v;
}

const struct flow_hour *flow_hours(const struct flow *f, size_t *n)
{
	*n = f->hours.n;
	return f->hours.v;
}

size_t flow_rows(const struct flow *f)
{
	return 2 * f->blocks.n + 4 * f->hours.n;
}
