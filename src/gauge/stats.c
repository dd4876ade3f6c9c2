/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/stats.h"

#include <math.h>
#include <stdlib.h>

/* The 97.5 % point of the normal distribution. */
#define Z95 1.959963984540054

void exact_add(struct exact_sum *s, double x)
{
	double t = s->sum + x;

	s->lost += fabs(s->sum) >= fabs(x) ? (s->sum - t) + x : (x - t) + s->sum;
	s->sum = t;
}

double exact_total(const struct exact_sum *s)
{
	return s->sum + s->lost;
}

static int by_value(const void *a, const void *b)
{
	const struct weighted *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->weight > y->weight) - (x->weight < y->weight);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The sum of weights and of weight times value; v in order of size, for all that sum it up again. */
static void totals(struct weighted *v, size_t n, double *weights, double *amount)
{
	struct exact_sum w = { 0 }, x = { 0 };

	if (n)
		qsort(v, n, sizeof *v, by_value);
	for (size_t i = 0; i < n; i++) {
		exact_add(&w, v[i].weight);
		exact_add(&x, v[i].weight * v[i].value);
	}
	*weights = exact_total(&w);
	*amount = exact_total(&x);
}

bool stats_gini(struct weighted *v, size_t n, double *out)
{
	struct exact_sum area = { 0 }, below = { 0 };
	double weights, amount;

	totals(v, n, &weights, &amount);
	if (!(weights > 0) || !(amount > 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		double before = exact_total(&below);

		exact_add(&below, v[i].weight * v[i].value);
		exact_add(&area, v[i].weight / weights * ((before + exact_total(&below)) / amount));
	}
	*out = 1 - exact_total(&area);
	return true;
}

bool stats_theil_t(struct weighted *v, size_t n, double *out)
{
	struct exact_sum t = { 0 };
	double weights, amount;

	totals(v, n, &weights, &amount);
	if (!(weights > 0) || !(amount > 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		double ratio = v[i].value / (amount / weights);

		if (ratio > 0)
			exact_add(&t, v[i].weight / weights * ratio * log(ratio));
	}
	*out = exact_total(&t);
	return true;
}

bool stats_theil_l(struct weighted *v, size_t n, double *out)
{
	struct exact_sum l = { 0 };
	double weights, amount;

	totals(v, n, &weights, &amount);
	if (!(weights > 0) || !(amount > 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!(v[i].weight > 0))
			continue;
		if (!(v[i].value > 0)) {
			*out = INFINITY;
			return true;
		}
		exact_add(&l, v[i].weight / weights * log(amount / weights / v[i].value));
	}
	*out = exact_total(&l);
	return true;
}

bool stats_hhi(double *v, size_t n, double *out)
{
	struct exact_sum all = { 0 }, squares = { 0 };
	double amount;

	if (n)
		qsort(v, n, sizeof *v, by_size);
	for (size_t i = 0; i < n; i++)
		exact_add(&all, v[i]);
	amount = exact_total(&all);
	if (!(amount > 0))
		return false;
	for (size_t i = 0; i < n; i++)
		exact_add(&squares, v[i] / amount * (v[i] / amount));
	*out = 10000 * exact_total(&squares);
	return true;
}

bool stats_mean(struct weighted *v, size_t n, double *out)
{
	double weights, amount;

	totals(v, n, &weights, &amount);
	if (!(weights > 0))
		return false;
	*out = amount / weights;
	return true;
}

bool stats_geomean(struct weighted *v, size_t n, double *out)
{
	struct exact_sum logs = { 0 };
	double weights, amount;
	bool zero = false;

	totals(v, n, &weights, &amount);
	if (!(weights > 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (v[i].weight > 0 && !(v[i].value > 0))
			zero = true;
		else if (v[i].weight > 0)
			exact_add(&logs, v[i].weight / weights * log(v[i].value));
	}
	*out = zero ? 0 : exp(exact_total(&logs));
	return true;
}

bool stats_percentile(double *v, size_t n, double percent, double *out)
{
	double at = n ? percent / 100 * (double)(n - 1) : 0;
	size_t below = (size_t)at;

	if (!n)
		return false;
	qsort(v, n, sizeof *v, by_size);
	*out = v[below];
	if (below + 1 < n)
		*out += (at - (double)below) * (v[below + 1] - v[below]);
	return true;
}

bool stats_p95_billing(double *v, size_t n, double *out)
{
	if (!n)
		return false;
	qsort(v, n, sizeof *v, by_size);
	*out = v[(95 * n + 99) / 100 - 1];
	return true;
}

bool stats_wilson(double k, double n, double *lo, double *hi)
{
	double p = k / n, zz = Z95 * Z95;

	if (!(n > 0))
		return false;
	double middle = p + zz / (2 * n), scale = 1 + zz / n;
	double reach = Z95 * sqrt(p * (1 - p) / n + zz / (4 * n * n));

	*lo = k > 0 ? (middle - reach) / scale : 0;
	*hi = k < n ? (middle + reach) / scale : 1;
	return true;
}
