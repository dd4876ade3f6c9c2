/* SPDX-License-Identifier: Apache-2.0 */
/* The figures against published vectors, identities that must hold, and naive twins. */
#include "test.h"

#include "gauge/price_index.h"
#include "gauge/stats.h"

#include <math.h>

#define LIKE(got, want) \
	do { \
		double g_ = (got), w_ = (want); \
		if (!(fabs(g_ - w_) <= 1e-9 * fabs(w_))) \
			fail_msg("got %.12g, wanted %.12g", g_, w_); \
	} while (0)
#define N(v) (sizeof(v) / sizeof *(v))

static const double ten[] = { 541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261 };
/* Four places: Mbit/s and the people who live there. */
static const struct weighted places[] = {
	{ 95, 500000 }, { 60, 300000 }, { 20, 150000 }, { 5, 50000 }
};

static void of_ten(struct weighted *v)
{
	for (size_t i = 0; i < N(ten); i++)
		v[i] = (struct weighted){ ten[N(ten) - 1 - i], 1 };
}

TEST(gini_of_the_known_examples)
{
	struct weighted v[10], p[4];
	double g;

	of_ten(v);
	assert_true(stats_gini(v, 10, &g));
	LIKE(g, 0.4620911303);
	LIKE(g * 10 / 9, 0.5134345892);
	memcpy(p, places, sizeof p);
	assert_true(stats_gini(p, 4, &g));
	LIKE(g, 0.2307272727);
}

TEST(theil_of_the_known_examples)
{
	struct weighted v[10], p[4];
	double t;

	of_ten(v);
	assert_true(stats_theil_t(v, 10, &t));
	LIKE(t, 0.3623412423);
	assert_true(stats_theil_l(v, 10, &t));
	LIKE(t, 0.4335946495);
	memcpy(p, places, sizeof p);
	assert_true(stats_theil_t(p, 4, &t));
	LIKE(t, 0.1243874201);
}

TEST(theil_is_what_is_within_groups_and_what_is_between_them)
{
	struct weighted rich[2], poor[2], groups[2], all[4];
	double t, within[2], mean[2], of_all;

	memcpy(rich, places, sizeof rich);
	memcpy(poor, places + 2, sizeof poor);
	memcpy(all, places, sizeof all);
	assert_true(stats_theil_t(rich, 2, &within[0]) && stats_theil_t(poor, 2, &within[1]));
	assert_true(stats_mean(rich, 2, &mean[0]) && stats_mean(poor, 2, &mean[1]));
	assert_true(stats_mean(all, 4, &of_all));
	groups[0] = (struct weighted){ mean[0], 800000 };
	groups[1] = (struct weighted){ mean[1], 200000 };
	double inside = .8 * mean[0] / of_all * within[0] + .2 * mean[1] / of_all * within[1];

	LIKE(inside, 0.0261152271);
	assert_true(stats_theil_t(groups, 2, &t));
	LIKE(t, 0.0982721930);
	LIKE(inside + t, 0.1243874201);
}

TEST(gini_is_the_mean_difference_of_all_pairs)
{
	for (unsigned seed = 1; seed < 40; seed++) {
		struct weighted v[60];
		size_t n = 1 + seed % N(v);
		double pairs = 0, weights = 0, amount = 0, g;

		srand(seed);
		for (size_t i = 0; i < n; i++)
			v[i] = (struct weighted){ rand() % 90, 1 + rand() % 5 };
		for (size_t i = 0; i < n; i++) {
			weights += v[i].weight;
			amount += v[i].weight * v[i].value;
			for (size_t k = 0; k < n; k++)
				pairs += v[i].weight * v[k].weight * fabs(v[i].value - v[k].value);
		}
		if (!stats_gini(v, n, &g)) {
			assert_true(amount == 0);
			continue;
		}
		assert_true(fabs(g - pairs / (2 * weights * amount)) < 1e-12);
	}
}

TEST(a_weight_is_as_many_equal_rows)
{
	struct weighted once[3] = { { 3, 2 }, { 10, 1 }, { 4, 3 } };
	struct weighted often[6] = { { 3, 1 }, { 3, 1 }, { 10, 1 }, { 4, 1 }, { 4, 1 }, { 4, 1 } };
	double a = 0, b = 1;

	assert_true(stats_gini(once, 3, &a) && stats_gini(often, 6, &b));
	LIKE(a, b);
	assert_true(stats_theil_l(once, 3, &a) && stats_theil_l(often, 6, &b));
	LIKE(a, b);
	assert_true(stats_geomean(once, 3, &a) && stats_geomean(often, 6, &b));
	LIKE(a, b);
	LIKE(a, pow(3. * 3 * 10 * 4 * 4 * 4, 1 / 6.));
}

TEST(equal_shares_are_no_inequality_and_no_data_is_none)
{
	struct weighted same[3] = { { 7, 1 }, { 7, 5 }, { 7, 2 } },
			zero[2] = { { 0, 1 }, { 0, 9 } };
	struct weighted one_zero[2] = { { 0, 1 }, { 5, 1 } };
	double v;

	assert_true(stats_gini(same, 3, &v) && fabs(v) < 1e-15);
	assert_true(stats_theil_t(same, 3, &v) && fabs(v) < 1e-15);
	assert_true(stats_theil_l(same, 3, &v) && fabs(v) < 1e-15);
	assert_false(stats_gini(same, 0, &v));
	assert_false(stats_gini(zero, 2, &v));
	assert_false(stats_theil_t(zero, 2, &v));
	assert_false(stats_theil_l(zero, 2, &v));
	assert_true(stats_theil_t(one_zero, 2, &v));
	LIKE(v, log(2));
	assert_true(stats_theil_l(one_zero, 2, &v) && isinf(v));
	assert_true(stats_geomean(one_zero, 2, &v) && v == 0);
}

TEST(concentration_runs_from_many_to_one)
{
	double equal[4] = { 5, 5, 5, 5 }, one[1] = { 42 }, four[4] = { 30, 30, 20, 20 },
	       none[1] = { 0 };
	double v;

	assert_true(stats_hhi(equal, 4, &v));
	LIKE(v, 2500);
	assert_true(stats_hhi(one, 1, &v));
	LIKE(v, 10000);
	assert_true(stats_hhi(four, 4, &v));
	LIKE(v, 2600);
	assert_false(stats_hhi(none, 1, &v));
	assert_false(stats_hhi(none, 0, &v));
}

TEST(percentiles_stand_between_the_ranks)
{
	double v[4] = { 40, 10, 30, 20 }, one[1] = { 7 }, p;

	assert_true(stats_percentile(v, 4, 0, &p) && p == 10);
	assert_true(stats_percentile(v, 4, 100, &p) && p == 40);
	assert_true(stats_percentile(v, 4, 50, &p) && p == 25);
	assert_true(stats_percentile(v, 4, 95, &p));
	LIKE(p, 38.5); /* numpy.percentile([40, 10, 30, 20], 95) */
	assert_true(stats_percentile(one, 1, 95, &p) && p == 7);
	assert_false(stats_percentile(one, 0, 95, &p));
}

TEST(the_bill_of_a_month_of_five_minutes)
{
	double month[8640], twenty[20], p;

	for (int i = 0; i < 8640; i++)
		month[i] = 8640 - i;
	assert_true(stats_p95_billing(month, 8640, &p) && p == 8208);
	for (int i = 0; i < 20; i++)
		twenty[i] = i + 1;
	assert_true(stats_p95_billing(twenty, 20, &p) && p == 19);
	assert_true(stats_p95_billing(twenty, 1, &p) && p == 1);
	assert_false(stats_p95_billing(twenty, 0, &p));
	for (size_t n = 1; n < 400; n++) /* the whole number is the rounded one */
		assert_true((95 * n + 99) / 100 == (size_t)ceil(.95 * (double)n - 1e-9));
}

TEST(wilsons_interval_of_the_known_examples)
{
	double lo, hi;

	assert_true(stats_wilson(8, 10, &lo, &hi));
	LIKE(lo, .4901624715);
	LIKE(hi, .9433178485); /* R: prop.test(8, 10, correct = FALSE) */
	assert_true(stats_wilson(80, 100, &lo, &hi));
	LIKE(lo, .7111708344);
	assert_true(stats_wilson(1, 1, &lo, &hi));
	LIKE(lo, .2065493144);
	assert_true(hi == 1);
	assert_true(stats_wilson(0, 1, &lo, &hi));
	assert_true(lo == 0);
	LIKE(hi, 1 - .2065493144);
	assert_false(stats_wilson(0, 0, &lo, &hi));
}

TEST(a_mean_that_everybody_can_check)
{
	struct weighted v[2] = { { 10, 3 }, { -2, 1 } }, nothing[1] = { { 5, 0 } };
	double m;

	assert_true(stats_mean(v, 2, &m) && m == 7);
	assert_false(stats_mean(nothing, 1, &m));
	assert_false(stats_geomean(nothing, 1, &m));
}

/* ---- price index ---- */

TEST(prices_chain_over_what_both_periods_have)
{
	/* Two plans; in the second year a third comes, in the third the first goes. */
	struct price v[] = { { 2, 1, 18, 0 }, { 0, 0, 100, 0 }, { 0, 1, 25, 0 }, { 1, 0, 80, 0 },
			     { 1, 1, 20, 0 }, { 1, 2, 50, 0 },  { 2, 2, 45, 0 } };
	struct price_link links[2];
	double index;

	assert_true(price_chain(v, 7, 3, false, links, &index));
	LIKE(links[0].relative, .8);
	LIKE(links[1].relative, .9);
	LIKE(index, 72);
	assert_int_equal(links[0].matched, 2);
	assert_int_equal(links[0].new, 1);
	assert_int_equal(links[1].matched, 2);
	assert_int_equal(links[1].gone, 1);
}

TEST(weights_are_what_was_spent_in_the_earlier_period)
{
	/* Quantities 3 and 1 at 10 and 20: spent 30 and 20. Prices 12 and 10. Laspeyres by quantities:
	 * (3*12 + 1*10) / (3*10 + 1*20) = 46/50. */
	struct price v[] = { { 0, 0, 10, 30 }, { 0, 1, 20, 20 }, { 1, 0, 12, 7 }, { 1, 1, 10, 9 } };
	double index;

	assert_true(price_chain(v, 4, 2, true, NULL, &index));
	LIKE(index, 92);
	assert_true(price_chain(v, 4, 2, false, NULL, &index));
	LIKE(index, 100 * sqrt(1.2 * .5));
}

TEST(a_chain_there_and_back_is_where_it_was)
{
	struct price v[60];
	double index;

	srand(7);
	for (uint32_t i = 0; i < 20; i++) {
		v[i] = (struct price){ 0, i, 1 + rand() % 90, 1 };
		v[20 + i] = (struct price){ 1, i, 1 + rand() % 90, 1 };
		v[40 + i] = v[i];
		v[40 + i].period = 2;
	}
	assert_true(price_chain(v, 60, 3, false, NULL, &index));
	LIKE(index, 100);
}

TEST(twice_in_a_period_counts_once)
{
	struct price v[] = {
		{ 0, 0, 10, 1 }, { 0, 0, 40, 1 }, { 0, 1, 10, 2 }, { 1, 0, 30, 1 }, { 1, 1, 10, 1 }
	};
	double index;

	assert_true(price_chain(v, 5, 2, true, NULL, &index));
	LIKE(index, 100 * (2 * 1.5 + 2 * 1) / 4); /* 20 is the mean of 10 and 40 */
}

TEST(a_broken_chain_is_no_figure)
{
	struct price v[] = { { 0, 0, 10, 1 }, { 1, 1, 10, 1 } };
	struct price unweighed[] = { { 0, 0, 10, 0 }, { 1, 0, 20, 1 } };
	struct price_link link;
	double index;

	assert_false(price_chain(v, 2, 2, false, &link, &index));
	assert_true(link.relative == 0 && link.gone == 1 && link.new == 1);
	assert_false(price_chain(unweighed, 2, 2, true, NULL, &index));
	assert_false(price_chain(v, 0, 0, false, NULL, &index));
	assert_true(price_chain(v, 1, 1, false, NULL, &index) && index == 100);
}

TESTS("gauge/stats", CASE(gini_of_the_known_examples), CASE(theil_of_the_known_examples),
      CASE(theil_is_what_is_within_groups_and_what_is_between_them),
      CASE(gini_is_the_mean_difference_of_all_pairs), CASE(a_weight_is_as_many_equal_rows),
      CASE(equal_shares_are_no_inequality_and_no_data_is_none),
      CASE(concentration_runs_from_many_to_one), CASE(percentiles_stand_between_the_ranks),
      CASE(the_bill_of_a_month_of_five_minutes), CASE(wilsons_interval_of_the_known_examples),
      CASE(a_mean_that_everybody_can_check), CASE(prices_chain_over_what_both_periods_have),
      CASE(weights_are_what_was_spent_in_the_earlier_period),
      CASE(a_chain_there_and_back_is_where_it_was), CASE(twice_in_a_period_counts_once),
      CASE(a_broken_chain_is_no_figure))
