/* SPDX-License-Identifier: Apache-2.0 */
/* basket_sheet.c - baskets at the offers of the market, against income, and the chain of prices. */
#include "gauge/basket.h"

#include "base/map.h"
#include "gauge/price_index.h"

#include <math.h>
#include <stdlib.h>

#define SECTION(s, key, title, columns) \
	sheet_section((s), (key), (title), (columns), sizeof(columns) / sizeof *(columns), false)

static int by_time(const void *a, const void *b)
{
	const struct tariff *x = a, *y = b;
	int c = str_cmp(x->first, y->first);

	c = c ? c : str_cmp(x->service, y->service);
	c = c ? c : str_cmp(x->area, y->area);
	c = c ? c : str_cmp(x->plan_operator, y->plan_operator);
	return c ? c : str_cmp(x->plan, y->plan);
}

static void put_baskets(const struct baskets *b, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "basket", SAY_BASKET_COL_BASKET },
						       { "service", SAY_BASKET_COL_SERVICE },
						       { "gb", SAY_BASKET_COL_GB },
						       { "bar_percent", SAY_BASKET_COL_BAR } };

	SECTION(s, "baskets", SAY_BASKET_BASKETS, columns);
	for (size_t i = 0; i < b->baskets.n; i++) {
		const struct basket *x = &b->baskets.v[i];

		sheet_text(s, x->name);
		sheet_text(s, x->service);
		sheet_real(s, x->gb, 2);
		if (isnan(x->bar))
			sheet_none(s);
		else
			sheet_real(s, 100 * x->bar, 2);
	}
	sheet_remark(s, SAY_BASKET_SOURCE);
}

/* ---- each plan ---- */

static void put_plan(struct sheet *s, const struct tariff *t, const struct basket *x)
{
	struct basket_cost c = basket_cost(t, x->gb);

	sheet_text(s, t->period);
	sheet_text(s, t->area);
	sheet_text(s, t->plan_operator);
	sheet_text(s, t->plan);
	sheet_text(s, x->name);
	sheet_real(s, t->price, 2);
	if (isinf(t->gb))
		sheet_say(s, SAY_BASKET_UNLIMITED, "unlimited");
	else
		sheet_real(s, t->gb, 2);
	if (c.can) {
		sheet_real(s, c.times, 0);
		sheet_real(s, c.extra_gb, 2);
		sheet_real(s, c.cost, 2);
	} else {
		sheet_none(s);
		sheet_none(s);
		sheet_none(s);
	}
}

static void put_plans(const struct baskets *b, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "period", SAY_BASKET_COL_PERIOD },
		{ "area", SAY_BASKET_COL_AREA },
		{ "operator", SAY_BASKET_COL_OPERATOR },
		{ "plan", SAY_BASKET_COL_PLAN },
		{ "basket", SAY_BASKET_COL_BASKET },
		{ "price", SAY_BASKET_COL_PRICE },
		{ "gb", SAY_BASKET_COL_GB },
		{ "times", SAY_BASKET_COL_TIMES },
		{ "extra_gb", SAY_BASKET_COL_EXTRA },
		{ "cost", SAY_BASKET_COL_COST },
	};

	SECTION(s, "plans", SAY_BASKET_PLANS, columns);
	for (size_t i = 0; i < b->tariffs.n; i++)
		for (size_t k = 0; k < b->baskets.n; k++)
			if (str_eq(b->tariffs.v[i].service, b->baskets.v[k].service))
				put_plan(s, &b->tariffs.v[i], &b->baskets.v[k]);
	sheet_remark(s, SAY_BASKET_HOW_COST);
	if (b->refused)
		sheet_remark(s, SAY_SETTLE_REFUSED, A(b->refused));
}

/* ---- against income ---- */

/* The area's own before the one that is said of no area. */
static const struct income *income_of(const struct baskets *b, const struct tariff *t)
{
	const struct income *found = NULL;

	for (size_t i = 0; i < b->incomes.n; i++) {
		const struct income *x = &b->incomes.v[i];

		if (str_eq(x->first, t->first) &&
		    (str_eq(x->area, t->area) || (!x->area.n && !found)))
			found = x;
	}
	return found;
}

static void put_income(struct sheet *s, const struct baskets *b, const struct tariff *t,
		       const struct basket *x, double cost)
{
	const struct income *i = income_of(b, t);
	double percent = i ? 100 * cost / i->month : NAN;

	if (!i) {
		sheet_none(s);
		sheet_none(s);
		sheet_say(s, SAY_BASKET_NO_INCOME, "no-income");
		return;
	}
	sheet_real(s, i->month, 2);
	sheet_real(s, percent, 3);
	if (isnan(x->bar))
		sheet_none(s);
	else if (percent <= 100 * x->bar)
		sheet_say(s, SAY_BASKET_WITHIN, "within");
	else
		sheet_say(s, SAY_BASKET_ABOVE, "above");
}

/* From v[from] on, all of one period, service and area; returns where they end. */
static size_t put_cheapest(struct sheet *s, const struct baskets *b, size_t from)
{
	const struct tariff *head = &b->tariffs.v[from];
	size_t end = from;

	while (end < b->tariffs.n && str_eq(b->tariffs.v[end].first, head->first) &&
	       str_eq(b->tariffs.v[end].service, head->service) &&
	       str_eq(b->tariffs.v[end].area, head->area))
		end++;
	for (size_t k = 0; k < b->baskets.n; k++) {
		const struct basket *x = &b->baskets.v[k];
		const struct tariff *best = NULL;
		double least = INFINITY;

		for (size_t i = from; i < end && str_eq(x->service, head->service); i++) {
			struct basket_cost c = basket_cost(&b->tariffs.v[i], x->gb);

			if (c.can && c.cost < least) {
				least = c.cost;
				best = &b->tariffs.v[i];
			}
		}
		if (!best)
			continue;
		sheet_text(s, head->period);
		sheet_text(s, head->area);
		sheet_text(s, x->name);
		sheet_text(s, best->plan_operator);
		sheet_text(s, best->plan);
		sheet_real(s, least, 2);
		put_income(s, b, best, x, least);
	}
	return end;
}

static void put_affordability(const struct baskets *b, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "period", SAY_BASKET_COL_PERIOD },       { "area", SAY_BASKET_COL_AREA },
		{ "basket", SAY_BASKET_COL_BASKET },       { "operator", SAY_BASKET_COL_OPERATOR },
		{ "plan", SAY_BASKET_COL_PLAN },           { "cost", SAY_BASKET_COL_COST },
		{ "income_month", SAY_BASKET_COL_INCOME }, { "percent", SAY_BASKET_COL_PERCENT },
		{ "verdict", SAY_BASKET_COL_VERDICT },
	};

	SECTION(s, "affordability", SAY_BASKET_AFFORDABILITY, columns);
	for (size_t i = 0; i < b->tariffs.n;)
		i = put_cheapest(s, b, i);
	sheet_remark(s, SAY_BASKET_HOW_PERCENT);
}

/* ---- prices from period to period ---- */

static uint32_t number_of(struct map *m, const struct str *parts, size_t n)
{
	struct buf key = { 0 };
	bool is_new;

	for (size_t i = 0; i < n; i++) {
		buf_printf(&key, "%zu:", parts[i].n);
		buf_put(&key, parts[i]);
	}
	struct map_entry *e = map_put(m, buf_str(&key), &is_new);

	if (is_new)
		e->u = map_count(m) - 1;
	buf_fini(&key);
	return (uint32_t)e->u;
}

struct chain {
	struct price *prices;
	size_t n;
	struct str *period; /* as written, by number */
	uint32_t periods;
	bool weights;
};

/* The tariffs are in order of time, so periods get their numbers in that order. */
static struct chain chain_of(const struct baskets *b, struct str service, struct arena *a)
{
	struct chain c = { .prices = arena_array(a, struct price, b->tariffs.n),
			   .period = arena_array(a, struct str, b->tariffs.n) };
	struct map *items = map_open(), *periods = map_open();

	for (size_t i = 0; i < b->tariffs.n; i++) {
		const struct tariff *t = &b->tariffs.v[i];
		struct str item[] = { t->area, t->plan_operator, t->plan };
		struct price *p = &c.prices[c.n];

		if (!str_eq(t->service, service))
			continue;
		c.n++;
		p->period = number_of(periods, &t->first, 1);
		p->item = number_of(items, item, 3);
		p->price = t->price * basket_month(t);
		p->weight = isnan(t->spent) ? 0 : t->spent;
		c.weights |= !isnan(t->spent);
		c.period[p->period] = t->period;
	}
	c.periods = (uint32_t)map_count(periods);
	map_close(items);
	map_close(periods);
	return c;
}

static void put_chain(struct sheet *s, struct str service, struct chain *c, struct arena *a)
{
	struct price_link *links = arena_array(a, struct price_link, c->periods);
	double index;
	bool whole = price_chain(c->prices, c->n, c->periods, c->weights, links, &index);

	for (uint32_t i = 0; i + 1 < c->periods; i++) {
		const struct price_link *x = &links[i];

		if (!x->period)
			break; /* behind a broken link */
		sheet_text(s, service);
		sheet_text(s, c->period[x->period]);
		if (c->weights)
			sheet_say(s, SAY_BASKET_LASPEYRES, "laspeyres");
		else
			sheet_say(s, SAY_BASKET_JEVONS, "jevons");
		sheet_whole(s, (int64_t)x->matched);
		sheet_whole(s, (int64_t)x->gone);
		sheet_whole(s, (int64_t)x->new);
		if (x->relative > 0) {
			sheet_real(s, x->relative, 6);
			sheet_real(s, x->index, 4);
		} else {
			sheet_none(s);
			sheet_none(s);
		}
	}
	if (!whole)
		sheet_remark(s, SAY_BASKET_BROKEN, A(service));
}

static void put_index(const struct baskets *b, struct arena *a, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "service", SAY_BASKET_COL_SERVICE }, { "period", SAY_BASKET_COL_PERIOD },
		{ "formula", SAY_BASKET_COL_FORMULA }, { "matched", SAY_BASKET_COL_MATCHED },
		{ "gone", SAY_BASKET_COL_GONE },       { "new", SAY_BASKET_COL_NEW },
		{ "relative", SAY_BASKET_COL_LINK },   { "index", SAY_BASKET_COL_INDEX },
	};
	struct map *done = map_open();

	SECTION(s, "index", SAY_BASKET_INDEX, columns);
	for (size_t i = 0; i < b->tariffs.n; i++) {
		struct str service = b->tariffs.v[i].service;
		bool is_new;

		map_put(done, service, &is_new);
		if (is_new) {
			struct chain c = chain_of(b, service, a);

			put_chain(s, service, &c, a);
		}
	}
	sheet_remark(s, SAY_BASKET_HOW_INDEX);
	map_close(done);
}

void basket_sheet(struct baskets *b, struct arena *a, struct sheet *s)
{
	if (b->tariffs.n)
		qsort(b->tariffs.v, b->tariffs.n, sizeof *b->tariffs.v, by_time);
	put_baskets(b, s);
	put_plans(b, s);
	put_affordability(b, s);
	put_index(b, a, s);
}
