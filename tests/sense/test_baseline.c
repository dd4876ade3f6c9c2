/* SPDX-License-Identifier: Apache-2.0 */
/* test_baseline.c - one bad night is no habit, and too few weeks are no baseline. */
#include "test.h"

#include "base/rand.h"
#include "sense/baseline.h"

#include <math.h>

static struct rule rule_of(const char *test)
{
	return (struct rule){ .test = str_of(test),
			      .limit = { .value = 8 },
			      .least = { .value = 20 },
			      .weeks = { .value = 2 },
			      .weeks_most = { .value = 8 } };
}

static struct baseline of(unsigned n, const double *v)
{
	double copy[RULE_WEEKS_MAX];

	for (unsigned i = 0; i < n; i++)
		copy[i] = v[i];
	return baseline_of(copy, n);
}

TEST(median_and_spread_are_those_of_the_book)
{
	/* Deviations from 12: 7, 2, 0, 1, 90; their median is 2. */
	struct baseline b = of(5, (double[]){ 5, 14, 12, 11, 102 });

	assert_true(b.usual == 12);
	assert_true(fabs(b.spread - fmax(2 * 1.4826, sqrt(12))) < 1e-9);
	b = of(4, (double[]){ 100, 300, 200, 1000 });
	assert_true(b.usual == 250 && fabs(b.spread - 1.4826 * 100) < 1e-9);
	b = of(3, (double[]){ 0, 0, 0 });
	assert_true(b.usual == 0 && b.spread == 1);
	assert_int_equal(of(0, NULL).weeks, 0);
}

TEST(one_bad_week_does_not_become_usual)
{
	struct baseline with = of(6, (double[]){ 100, 110, 90, 105, 95, 100000 });
	struct baseline without = of(5, (double[]){ 100, 110, 90, 105, 95 });

	assert_true(fabs(with.usual - without.usual) < 5);
	assert_true(with.spread < 2 * without.spread);
}

TEST(too_few_weeks_are_said_to_be_too_few)
{
	struct rule rise = rule_of("rise"), fall = rule_of("fall"), above = rule_of("above");
	struct baseline b = of(1, (double[]){ 5 });

	assert_int_equal(baseline_verdict(&rise, 1e6, &b), VERDICT_NO_HISTORY);
	assert_int_equal(baseline_verdict(&fall, 0, &b), VERDICT_NO_HISTORY);
	assert_int_equal(baseline_verdict(&above, 9, &b), VERDICT_UNUSUAL); /* needs none */
	assert_int_equal(baseline_verdict(&above, 8, &b), VERDICT_USUAL);
}

TEST(the_limits_are_where_the_rule_says)
{
	struct rule rise = rule_of("rise"), fall = rule_of("fall");
	struct baseline b = of(3, (double[]){ 400, 400, 400 }); /* spread 20 */

	assert_int_equal(baseline_verdict(&rise, 560, &b), VERDICT_USUAL);
	assert_int_equal(baseline_verdict(&rise, 561, &b), VERDICT_UNUSUAL);
	assert_int_equal(baseline_verdict(&fall, 240, &b), VERDICT_USUAL);
	assert_int_equal(baseline_verdict(&fall, 239, &b), VERDICT_UNUSUAL);
	b = of(3, (double[]){ 0, 0, 0 });
	assert_int_equal(baseline_verdict(&rise, 19, &b), VERDICT_USUAL); /* below `least` */
	assert_int_equal(baseline_verdict(&rise, 20, &b), VERDICT_UNUSUAL);
	assert_int_equal(baseline_verdict(&fall, 0, &b), VERDICT_USUAL);
}

/* A count that comes by chance: as many coin tosses, each seldom. */
static double by_chance(struct prng *r, double mean)
{
	double p = exp(-mean / 64), n = 0;

	for (int part = 0; part < 64; part++)
		for (double q = (double)(prng_next(r) >> 11) * 0x1p-53; q > p;
		     q *= (double)(prng_next(r) >> 11) * 0x1p-53)
			n++;
	return n;
}

/* The source of `unusual_spreads` says how rare. */
TEST(chance_alone_raises_nothing_in_two_hundred_thousand_hours)
{
	struct rule rise = rule_of("rise"), fall = rule_of("fall");
	struct prng r = prng_of(14);
	int raised = 0;

	for (int i = 0; i < 200000; i++) {
		double mean = (double[]){ 1, 8, 30, 60 }[i % 4];
		double past[2] = { by_chance(&r, mean), by_chance(&r, mean) };
		struct baseline b = baseline_of(past, 2);
		double now = by_chance(&r, mean);

		raised += baseline_verdict(&rise, now, &b) == VERDICT_UNUSUAL;
		raised += baseline_verdict(&fall, now, &b) == VERDICT_UNUSUAL;
	}
	assert_int_equal(raised, 0);
}

TESTS("sense/baseline", CASE(median_and_spread_are_those_of_the_book),
      CASE(one_bad_week_does_not_become_usual), CASE(too_few_weeks_are_said_to_be_too_few),
      CASE(the_limits_are_where_the_rule_says),
      CASE(chance_alone_raises_nothing_in_two_hundred_thousand_hours))
