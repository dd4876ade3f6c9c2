/* SPDX-License-Identifier: Apache-2.0 */
/* functions_prices.c - chain_index(period, item, price[, spent]) over price_index.h. */
#include "gauge/functions.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "gauge/price_index.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

#define NAME "chain_index"

struct basket {
	struct map *periods, *items; /* to their numbers in order of arrival */
	VEC(struct price) prices;
};

static struct basket *basket_of(sqlite3_context *ctx)
{
	struct basket *b = sqlite3_aggregate_context(ctx, sizeof *b);

	if (b && !b->periods) {
		b->periods = map_open();
		b->items = map_open();
	}
	return b;
}

/* A text as it is; a whole number as bytes that sort as numbers do. Between the two no order is meant. */
static struct str key_of(sqlite3_context *ctx, sqlite3_value *v, char room[8])
{
	uint64_t u;

	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER:
		u = (uint64_t)sqlite3_value_int64(v) ^ (1ULL << 63);
		for (int i = 0; i < 8; i++)
			room[i] = (char)(u >> (56 - 8 * i));
		return str_n(room, 8);
	case SQLITE_TEXT:
		return str_n((const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v));
	case SQLITE_NULL:
		return str_n(NULL, 0);
	default:
		function_fault(ctx, SAY_FUNCTION_PERIOD, NAME, 0);
		return str_n(NULL, 0);
	}
}

static bool number_of(struct map *m, sqlite3_context *ctx, sqlite3_value *v, uint32_t *out)
{
	char room[8];
	struct str key = key_of(ctx, v, room);
	bool is_new;

	if (!key.p)
		return false;
	struct map_entry *e = map_put(m, key, &is_new);

	if (is_new)
		e->u = map_count(m) - 1;
	*out = (uint32_t)e->u;
	return true;
}

static bool is_number(sqlite3_value *v)
{
	int type = sqlite3_value_type(v);

	return (type == SQLITE_INTEGER || type == SQLITE_FLOAT) &&
	       isfinite(sqlite3_value_double(v));
}

/* What was spent on it may not be known (NULL): then it carries no weight into the next period. */
static bool price_of(sqlite3_context *ctx, int n, sqlite3_value **v, struct price *out)
{
	bool spent = n > 3 && sqlite3_value_type(v[3]) != SQLITE_NULL;

	if (sqlite3_value_type(v[2]) == SQLITE_NULL)
		return false;
	out->price = sqlite3_value_double(v[2]);
	out->weight = spent ? sqlite3_value_double(v[3]) : 0;
	if (!is_number(v[2]) || (spent && !is_number(v[3])))
		function_fault(ctx, SAY_FUNCTION_NUMBER, NAME, 0);
	else if (out->price <= 0)
		function_fault(ctx, SAY_FUNCTION_PRICE, NAME, 0);
	else if (out->weight < 0)
		function_fault(ctx, SAY_FUNCTION_NEGATIVE, NAME, 0);
	else
		return true;
	return false;
}

static void gather(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct basket *b = basket_of(ctx);
	struct price p = { 0 };

	/* The period last: one without a price in it must not stand in the chain. */
	if (!b || !price_of(ctx, n, v, &p) || !number_of(b->items, ctx, v[1], &p.item) ||
	    !number_of(b->periods, ctx, v[0], &p.period))
		return;
	if (b->prices.n == FUNCTION_PRICES)
		function_fault(ctx, SAY_FUNCTION_VALUES, NAME, FUNCTION_PRICES);
	else
		*vec_push(&b->prices) = p;
}

static int by_key(const void *a, const void *b)
{
	return str_cmp((*(const struct map_entry *const *)a)->key,
		       (*(const struct map_entry *const *)b)->key);
}

/* Numbers of arrival become numbers in time. */
static void order_periods(struct basket *b)
{
	size_t n = map_count(b->periods);
	struct arena *a = arena_open();
	struct map_entry **sorted = arena_array(a, struct map_entry *, n);
	uint32_t *rank = arena_array(a, uint32_t, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = map_at(b->periods, i);
	qsort(sorted, n, sizeof(struct map_entry *), by_key);
	for (size_t i = 0; i < n; i++)
		rank[sorted[i]->u] = (uint32_t)i;
	for (size_t i = 0; i < b->prices.n; i++)
		b->prices.v[i].period = rank[b->prices.v[i].period];
	arena_close(a);
}

static void finish(sqlite3_context *ctx)
{
	struct basket *b = sqlite3_aggregate_context(ctx, 0);
	bool weights = sqlite3_user_data(ctx) != NULL;
	double index;

	sqlite3_result_null(ctx);
	if (!b || !b->periods)
		return;
	order_periods(b);
	if (price_chain(b->prices.v, b->prices.n, (uint32_t)map_count(b->periods), weights, NULL,
			&index))
		sqlite3_result_double(ctx, index);
	map_close(b->periods);
	map_close(b->items);
	vec_fini(&b->prices);
}

void functions_prices(sqlite3 *db)
{
	static char weighted;
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

	sqlite3_create_function(db, NAME, 3, flags, NULL, NULL, gather, finish);
	sqlite3_create_function(db, NAME, 4, flags, &weighted, NULL, gather, finish);
}
