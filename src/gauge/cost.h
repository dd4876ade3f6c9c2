/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cost.h - what a thing that lasts for years costs in one of them, and how many lines a crowd needs.
 *
 * Rates are parts of one (0.10); years run from 1 for annuities (payment at the year's end). Pure.
 *
 *   annuity           I w / (1 - (1 + w)^-n)
 *   tilted annuity    I (w - p) / (1 - ((1 + p) / (1 + w))^n) in year 1, then times 1 + p each year; for
 *                     w = p its limit I (1 + w) / n. The present value of all is I, whatever the tilt.
 *   economic          the recovery of a stream of costs E over a stream of output Q along a price
 *                     index: u_t = idx_t PV(E) / PV(Q idx)
 *   Erlang B          blocking of n lines offered A Erlang: B(0) = 1, B(k) = A B(k-1) / (k + A B(k-1))
 *
 * Sources: annuities and economic depreciation as in the bottom-up models behind Commission Recommendation
 * 2009/396/EC (OJ L 124, 20.5.2009, p. 67); Erlang 1917, ITU-T E.501 and E.520 for the use in
 * dimensioning.
 * Room: gauge. May include: base.
 */
#pragma once

#include <stddef.h>

double cost_annuity(double price, double wacc, double years);
/* The first year's. */
double cost_tilted(double price, double wacc, double trend, double years);
/* out: n figures, money for a unit of output in each year. All zero when there is no output. */
void cost_economic(const double *cost, const double *output, const double *index, double wacc,
		   size_t n, double *out);
double cost_present_value(const double *v, double wacc, size_t n);

enum { COST_LINES_MAX = 10000 };
double cost_erlang_b(unsigned lines, double erlang);
/* The traffic that so many lines carry with this blocking at most. */
double cost_erlang_capacity(unsigned lines, double blocking);
