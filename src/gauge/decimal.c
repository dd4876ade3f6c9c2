/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIGITS = 15 };

/* Digits from the first that is not zero on, as written. */
static size_t significant(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += ascii_is_digit(text.p[i]) && (n || text.p[i] != '0');
	return n;
}

/* v = 1.23456789012345e+08: the digits, and where the point stands. */
static struct decimal of_double(double v)
{
	struct decimal d = { 0, 0 };
	char text[64];
	int power;

	snprintf(text, sizeof text, "%.*e", DIGITS - 1, v);
	power = atoi(strchr(text, 'e') + 1) - (DIGITS - 1);
	for (const char *p = text; *p != 'e'; p++)
		if (*p != '.')
			d.digits = d.digits * 10 + (*p - '0');
	for (; d.digits && d.digits % 10 == 0 && power < 0; power++)
		d.digits /= 10;
	for (; power > 0; power--)
		d.digits *= 10;
	d.scale = d.digits ? (unsigned)-power : 0;
	return d;
}

bool decimal_cell(struct table *t, struct table_row *r, size_t column, struct decimal *out)
{
	static const struct table_range range = { .least = 0, .most = 1e15 };
	struct why why = { 0 };
	double v = 0;

	if (!table_real(t, r, column, range, &v))
		return false;
	*out = of_double(v);
	if (significant(r->cells[column]) <= DIGITS && out->scale <= 18)
		return true;
	why_set(&why, ERR_LIMIT, SAY_DECIMAL_DIGITS, A(r->cells[column]), A((int)DIGITS));
	table_fault(t, r, column, &why);
	return false;
}

double decimal_value(struct decimal d)
{
	return (double)d.digits / pow(10, d.scale);
}

bool decimal_money(struct decimal a, struct decimal b, unsigned digits, int64_t *out)
{
	__extension__ typedef unsigned __int128 wide;
	wide v = (wide)a.digits * (wide)b.digits, one = 1;
	unsigned scale = a.scale + b.scale;

	for (; scale < digits; scale++)
		v *= 10;
	for (; scale > digits; scale--)
		one *= 10;
	v = v / one + (v % one >= one - v % one);
	if (v > MONEY_MAX)
		return false;
	*out = (int64_t)v;
	return true;
}

unsigned money_digits(struct str currency)
{
	static const char *const none[] = { "JPY", "KRW", "VND", "CLP", "ISK",
					    "PYG", "UGX", "XAF", "XOF" };
	static const char *const three[] = { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND" };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (str_eq(currency, str_of(none[i])))
			return 0;
	for (size_t i = 0; i < sizeof three / sizeof *three; i++)
		if (str_eq(currency, str_of(three[i])))
			return 3;
	return 2;
}
