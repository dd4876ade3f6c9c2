/* SPDX-License-Identifier: Apache-2.0 */
/*
 * functions_stats.c - the statistics of stats.h as SQL functions: an aggregate gathers its group's
 * values, and its figure is made when the group is over.
 */
#include "gauge/functions.h"

#include "base/vec.h"
#include "gauge/stats.h"

#include <math.h>
#include <sqlite3.h>

/* What an aggregate needs to know of itself; SQLite hands it back with each call. */
struct aggregate {
	const char *name;
	int args_least, args_most;
	bool negative; /* values may be negative */
	enum say_id infinite;
	bool (*pairs)(struct weighted *v, size_t n, double *out);
	bool (*plain)(double *v, size_t n, double *out); /* neither: a percentile */
};

/* One group being gathered; SQLite zeroes it. */
struct group {
	VEC(struct weighted) pairs;
	VEC(double) plain;
	double percent;
	bool has_percent;
};

/* The number in v; false: there is none (NULL), or the function has failed. */
static bool number_of(sqlite3_context *ctx, sqlite3_value *v, const char *name, double *out)
{
	int type = sqlite3_value_type(v);

	if (type == SQLITE_NULL)
		return false;
	*out = sqlite3_value_double(v);
	if ((type == SQLITE_INTEGER || type == SQLITE_FLOAT) && isfinite(*out))
		return true;
	function_fault(ctx, SAY_FUNCTION_NUMBER, name, 0);
	return false;
}

/* Value and weight of a row; a weight that is not there at all is 1. */
static bool pair_of(sqlite3_context *ctx, int n, sqlite3_value **v, const struct aggregate *of,
		    struct weighted *out)
{
	out->weight = 1;
	if (!number_of(ctx, v[0], of->name, &out->value) ||
	    (n > 1 && !number_of(ctx, v[1], of->name, &out->weight)))
		return false;
	if (out->weight >= 0 && (of->negative || out->value >= 0))
		return true;
	function_fault(ctx, SAY_FUNCTION_NEGATIVE, of->name, 0);
	return false;
}

static void gather(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct aggregate *of = sqlite3_user_data(ctx);
	struct group *g = sqlite3_aggregate_context(ctx, sizeof *g);
	struct weighted pair;

	if (!g || !pair_of(ctx, n, v, of, &pair))
		return;
	if (g->pairs.n + g->plain.n == FUNCTION_VALUES)
		function_fault(ctx, SAY_FUNCTION_VALUES, of->name, FUNCTION_VALUES);
	else if (of->pairs)
		*vec_push(&g->pairs) = pair;
	else
		*vec_push(&g->plain) = pair.value;
}

static void finish(sqlite3_context *ctx)
{
	const struct aggregate *of = sqlite3_user_data(ctx);
	struct group *g = sqlite3_aggregate_context(ctx, 0);
	double v = 0;
	bool has = false;

	if (g && of->pairs)
		has = of->pairs(g->pairs.v, g->pairs.n, &v);
	else if (g && of->plain)
		has = of->plain(g->plain.v, g->plain.n, &v);
	else if (g)
		has = stats_percentile(g->plain.v, g->plain.n, g->percent, &v);
	if (has && isfinite(v))
		sqlite3_result_double(ctx, v);
	else if (has)
		function_fault(ctx, of->infinite, of->name, 0);
	else
		sqlite3_result_null(ctx);
	if (g) {
		vec_fini(&g->pairs);
		vec_fini(&g->plain);
	}
}

/* ---- pctl(v, p) ---- */

/*
 * p is said in percent (95) or as a part of one (0.95). 1 could be either, and a measure that means
 * the largest value and gets the smallest would not be noticed: it is refused.
 */
static bool percent_of(sqlite3_context *ctx, sqlite3_value *v, struct group *g)
{
	double p;

	if (!number_of(ctx, v, "pctl", &p))
		return false;
	if (p < 0 || p > 100 || p == 1) {
		function_fault(ctx, SAY_FUNCTION_PERCENT, "pctl", 0);
		return false;
	}
	p = p < 1 ? 100 * p : p;
	if (g->has_percent && g->percent != p) {
		function_fault(ctx, SAY_FUNCTION_PERCENT_VARIES, "pctl", 0);
		return false;
	}
	g->has_percent = true;
	g->percent = p;
	return true;
}

static void pctl_gather(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct group *g = sqlite3_aggregate_context(ctx, sizeof *g);

	(void)n;
	if (g && percent_of(ctx, v[1], g))
		gather(ctx, 1, v);
}

/* ---- wilson_lo(k, n), wilson_hi(k, n) ---- */

static void wilson(sqlite3_context *ctx, sqlite3_value **v, const char *name, bool low)
{
	double k, n, lo = 0, hi = 0;

	sqlite3_result_null(ctx);
	if (!number_of(ctx, v[0], name, &k) || !number_of(ctx, v[1], name, &n))
		return;
	if (k < 0 || n < 0 || k > n)
		function_fault(ctx, SAY_FUNCTION_K_OF_N, name, 0);
	else if (stats_wilson(k, n, &lo, &hi))
		sqlite3_result_double(ctx, low ? lo : hi);
}

static void wilson_lo(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	wilson(ctx, v, "wilson_lo", true);
}

static void wilson_hi(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	wilson(ctx, v, "wilson_hi", false);
}

/* ---- on a connection ---- */

#define LARGE .infinite = SAY_FUNCTION_TOO_LARGE

static const struct aggregate aggregates[] = {
	{ "gini", 1, 2, LARGE, .pairs = stats_gini },
	{ "theil_t", 1, 2, LARGE, .pairs = stats_theil_t },
	{ "theil_l", 1, 2, .infinite = SAY_FUNCTION_ZERO, .pairs = stats_theil_l },
	{ "wavg", 2, 2, LARGE, .negative = true, .pairs = stats_mean },
	{ "geomean_w", 2, 2, LARGE, .pairs = stats_geomean },
	{ "hhi", 1, 1, LARGE, .plain = stats_hhi },
	{ "p95_billing", 1, 1, LARGE, .negative = true, .plain = stats_p95_billing },
	{ "pctl", 2, 2, LARGE, .negative = true },
};

void functions_stats(sqlite3 *db)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

	for (size_t i = 0; i < sizeof aggregates / sizeof *aggregates; i++) {
		const struct aggregate *of = &aggregates[i];

		for (int n = of->args_least; n <= of->args_most; n++)
			sqlite3_create_function(db, of->name, n, flags, (void *)of, NULL,
						of->pairs || of->plain ? gather : pctl_gather,
						finish);
	}
	sqlite3_create_function(db, "wilson_lo", 2, flags, NULL, wilson_lo, NULL, NULL);
	sqlite3_create_function(db, "wilson_hi", 2, flags, NULL, wilson_hi, NULL, NULL);
}
