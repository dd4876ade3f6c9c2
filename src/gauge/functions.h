/* SPDX-License-Identifier: Apache-2.0 */
/*
 * functions.h - the SQL functions of measures that SQLite has not (doc/sql.md).
 *
 * gauge_functions() is the one place where they come onto a connection, before the guard does; what
 * the guard lets through is its own list (guard.c). A new family is a file of its own that
 * gauge_functions() calls. All are pure: the same rows give the same answer in whatever order they
 * come. No row, or none with a value, is NULL and never zero. What cannot be meant (text, a negative
 * amount, a probability of 7) is an error, which breaks the measure with a sentence.
 *
 *	days(n), hours(n)                        microseconds
 *	gini(v[, w]) theil_t(v[, w]) theil_l(v[, w])   inequality, weighted (stats.h)
 *	hhi(amount)                              concentration, 0 to 10,000
 *	wavg(v, w), geomean_w(v, w)              weighted means
 *	pctl(v, p)                               percentile; p: 95, or 0.95
 *	p95_billing(v)                           95th percentile as bandwidth is billed
 *	wilson_lo(k, n), wilson_hi(k, n)         95 % interval of k of n (no aggregates)
 *	chain_index(period, item, price[, spent])  chain index of the last period, the first = 100
 *
 * Limits: FUNCTION_VALUES values, FUNCTION_PRICES prices in a group.
 * Room: gauge, for its own files and tests. May include: base wire store pack.
 */
#pragma once

#include "base/say.h"

struct sqlite3;
struct sqlite3_context;

enum { FUNCTION_VALUES = 16000000, FUNCTION_PRICES = 4000000 };

void gauge_functions(struct sqlite3 *db);

/* Its families. */
void functions_stats(struct sqlite3 *db);
void functions_prices(struct sqlite3 *db);

/* The function ends in this sentence, of which {1} is its name and {2} the number. */
void function_fault(struct sqlite3_context *ctx, enum say_id id, const char *name,
		    long long number);
