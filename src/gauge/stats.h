/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stats.h - the figures that SQL has not: inequality, concentration, percentiles, intervals.
 *
 * Pure functions over numbers in memory, which they may reorder: the answer does not depend on the
 * order in which rows arrived. false: there is no figure (nothing was
 * given, or all that was given is zero), which is "no data" and never zero. Values and weights are
 * finite and, but for stats_mean() and stats_percentile(), not negative: the caller has looked.
 *
 *   gini        trapezoids below the Lorenz curve, weighted (Gini 1912; Lerman and Yitzhaki 1989)
 *   theil_t, _l Theil's T and L (mean log deviation), weighted (Theil 1967; Shorrocks 1980); in T
 *               0 ln 0 is 0; L is INFINITY where a value is 0
 *   hhi         Herfindahl and Hirschman's index of amounts, 0 to 10,000: the sum of the squared
 *               shares in percent (US DoJ and FTC, Merger Guidelines 2023, guideline 1)
 *   percentile  linear between the two nearest ranks: type 7 of Hyndman and Fan, The American
 *               Statistician 50 (1996) 361-365; what R, NumPy and spreadsheets do unasked
 *   p95_billing the largest sample after the top 5 % are discarded: rank ceil(0.95 n). The custom of
 *               "burstable" billing of bandwidth; nearest rank, nothing in between is invented
 *   wilson      95 % interval of a proportion, z = 1.959963985 (Wilson, JASA 22 (1927) 209-212)
 *   geomean     weighted geometric mean; a zero makes it zero (OECD and JRC, Handbook on
 *               Constructing Composite Indicators, 2008, step 7)
 *
 * Room: gauge. May include: base wire store pack index.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct weighted {
	double value, weight;
};

/* Sums that lose nothing to order or size (Neumaier, ZAMM 54 (1974) 39-51): { 0 } is empty. */
struct exact_sum {
	double sum, lost;
};
void exact_add(struct exact_sum *s, double x);
double exact_total(const struct exact_sum *s);

bool stats_gini(struct weighted *v, size_t n, double *out);
bool stats_theil_t(struct weighted *v, size_t n, double *out);
bool stats_theil_l(struct weighted *v, size_t n, double *out);
bool stats_hhi(double *v, size_t n, double *out);
bool stats_mean(struct weighted *v, size_t n, double *out);
bool stats_geomean(struct weighted *v, size_t n, double *out);
/* percent: 0 to 100. */
bool stats_percentile(double *v, size_t n, double percent, double *out);
bool stats_p95_billing(double *v, size_t n, double *out);
/* k of n, 0 <= k <= n; false when n is 0. */
bool stats_wilson(double k, double n, double *lo, double *hi);
