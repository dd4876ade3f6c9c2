/* SPDX-License-Identifier: Apache-2.0 */
/*
 * basket.h - what a month's use costs at the offers of the market, as a part of income, and how prices move.
 *
 * Kinds of row: tariff (period, area, operator, plan, service, price, gb, extra, days, spent), income
 * (period, area, month | year), basket (name, service, gb, bar). Without baskets those of ITU are taken:
 * data-only mobile broadband 2 GB and fixed broadband 5 GB, each against the Broadband Commission's bar of
 * 2 % of monthly GNI per head.
 *
 * What a plan costs for a basket: the cheaper of buying it as often as allowance and validity (30 days; 28
 * and more count as a month) need, and of buying it for the month and the missing GB at `extra`.
 * The price index of a service compares the prices for a month of plans that two neighbouring periods both
 * have (price_index.h), weighted with `spent` where rows state it.
 *
 * Sources: ITU, ICT Price Basket rules (baskets as revised by EGTI 2017 and 2020); Broadband Commission,
 * 2025 target 2 (2018); price_index.h.
 * Limits: BASKETS, and those of calc_table.h. Room: gauge. May include: base wire.
 */
#pragma once

#include "gauge/calc_table.h"
#include "gauge/sheet.h"

enum { BASKETS = 32 };

struct basket {
	struct str name, service;
	double gb;
	double bar; /* part of one month's income; NAN: none */
};

struct tariff {
	struct str period; /* as written */
	struct str first;  /* the period's first day */
	struct str area, plan_operator, plan, service;
	double price, gb, extra, days,
		spent; /* gb INFINITY: unlimited; extra, spent NAN: not stated */
};

struct income {
	struct str first, area;
	double month;
};

struct baskets {
	VEC(struct basket) baskets;
	VEC(struct tariff) tariffs;
	VEC(struct income) incomes;
	uint64_t refused;
};

/* How a plan serves a basket. */
struct basket_cost {
	bool can;
	double times, extra_gb, cost;
};

/* How often it must be bought to be valid for a month. */
double basket_month(const struct tariff *t);
struct basket_cost basket_cost(const struct tariff *t, double gb);

MUST_CHECK enum err basket_read(struct arena *a, struct str in, const char *file, struct table *t,
				struct baskets *out, struct why *why);
void basket_close(struct baskets *b);
/* Orders the tariffs by period. */
void basket_sheet(struct baskets *b, struct arena *a, struct sheet *s);
