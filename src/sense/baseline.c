/* SPDX-License-Identifier: Apache-2.0 */
#include "sense/baseline.h"

#include "base/ensure.h"

#include <math.h>
#include <stdlib.h>

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *v, unsigned n)
{
	qsort(v, n, sizeof *v, by_size);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

struct baseline baseline_of(double *counts, unsigned n)
{
	double off[RULE_WEEKS_MAX];
	struct baseline b = { .weeks = n };

	ensure(n <= RULE_WEEKS_MAX);
	if (!n)
		return b;
	b.usual = median(counts, n);
	for (unsigned i = 0; i < n; i++)
		off[i] = fabs(counts[i] - b.usual);
	b.spread = fmax(1.4826 * median(off, n), fmax(sqrt(b.usual), 1));
	return b;
}

enum verdict baseline_verdict(const struct rule *rule, double value, const struct baseline *b)
{
	bool unusual;

	if (str_eq(rule->test, STR("above")))
		return value > rule->limit.value ? VERDICT_UNUSUAL : VERDICT_USUAL;
	if (b->weeks < rule->weeks.value)
		return VERDICT_NO_HISTORY;
	if (str_eq(rule->test, STR("rise")))
		unusual = value >= rule->least.value &&
			  value > b->usual + rule->limit.value * b->spread;
	else
		unusual = b->usual >= rule->least.value &&
			  value < b->usual - rule->limit.value * b->spread;
	return unusual ? VERDICT_UNUSUAL : VERDICT_USUAL;
}
