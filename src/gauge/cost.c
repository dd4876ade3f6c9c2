/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/cost.h"

#include <math.h>

double cost_annuity(double price, double wacc, double years)
{
	return cost_tilted(price, wacc, 0, years);
}

double cost_tilted(double price, double wacc, double trend, double years)
{
	double tilt = wacc - trend;

	/* Near its limit the formula is 0/0: log1p and expm1 keep the digits. */
	if (tilt == 0)
		return price * (1 + wacc) / years;
	return price * tilt / -expm1(years * log1p(-tilt / (1 + wacc)));
}

double cost_present_value(const double *v, double wacc, size_t n)
{
	double sum = 0, discount = 1;

	for (size_t t = 0; t < n; t++, discount /= 1 + wacc)
		sum += v[t] * discount;
	return sum;
}

void cost_economic(const double *cost, const double *output, const double *index, double wacc,
		   size_t n, double *out)
{
	double recovered = 0, discount = 1, rate;

	for (size_t t = 0; t < n; t++, discount /= 1 + wacc)
		recovered += output[t] * index[t] * discount;
	rate = recovered > 0 ? cost_present_value(cost, wacc, n) / recovered : 0;
	for (size_t t = 0; t < n; t++)
		out[t] = index[t] * rate;
}

double cost_erlang_b(unsigned lines, double erlang)
{
	double b = 1;

	for (unsigned k = 1; k <= lines; k++)
		b = erlang * b / (k + erlang * b);
	return b;
}

double cost_erlang_capacity(unsigned lines, double blocking)
{
	double low = 0, high = 1;

	if (!lines)
		return 0;
	while (cost_erlang_b(lines, high) < blocking)
		high *= 2;
	for (int i = 0; i < 200 && high - low > 1e-12 * high; i++) {
		double middle = (low + high) / 2;

		if (cost_erlang_b(lines, middle) <= blocking)
			low = middle;
		else
			high = middle;
	}
	return low;
}
