/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decimal.h - what was written with a decimal point, exactly; and money made of it in whole minor units.
 *
 * A number of at most 15 significant digits goes through a double and back unchanged, so that it can be
 * taken from wire/cell.h; more digits are refused. Products are exact (128 bits) and rounded once, half
 * away from zero: 0.5 becomes 1, -0.5 becomes -1.
 *
 * Room: gauge. May include: base wire.
 */
#pragma once

#include "gauge/calc_table.h"

struct decimal {
	int64_t digits;
	unsigned scale; /* digits / 10^scale */
};

/* Money of a line, at most: a million lines of it still add up in 64 bits. */
#define MONEY_MAX 9000000000000LL

/* The cell's number, of zero and more; false: none, or wrong (then the row has its fault). */
bool decimal_cell(struct table *t, struct table_row *r, size_t column, struct decimal *out);
double decimal_value(struct decimal d);
/* a * b in units of which 10^digits are a whole one; false: more than MONEY_MAX. */
bool decimal_money(struct decimal a, struct decimal b, unsigned digits, int64_t *out);
/* How many minor digits a currency has (ISO 4217): 2, but 0 or 3 for some. */
unsigned money_digits(struct str currency);
