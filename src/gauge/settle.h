/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settle.h - what operators owe one another for traffic, and where two statements disagree.
 *
 * A row of traffic: period, from (who pays), to (who is paid), service, and volume, minutes or MB; the
 * rate for one unit stands in the row, or in a row of kind "rates" that holds since a day. The rate of
 * the period's first day is taken; a rate that changes within a period is refused. Each row's amount is
 * exact and rounded once to minor units, half away from zero (decimal.h); sums are of rounded rows.
 *
 * With a counter-statement each line (period, payer, payee, service, unit, currency) is held against
 * the other side's: outside the tolerance if volume or amount differ by more than that part of the
 * larger of the two, or if only one side has it.
 *
 * Limits: those of calc_table.h. Room: gauge. May include: base wire.
 */
#pragma once

#include "gauge/decimal.h"
#include "gauge/sheet.h"

struct settle_line {
	struct str first, last; /* days of the period */
	struct str from, to, service, unit, currency;
	struct decimal volume, rate;
	int64_t amount; /* minor units */
};

struct settle {
	VEC(struct settle_line) lines;
	uint64_t refused; /* rows left out; their faults stand in the table */
};

/* End with settle_close() and table_close(). */
MUST_CHECK enum err settle_read(struct arena *a, struct str in, const char *file, struct table *t,
				struct settle *out, struct why *why);
void settle_close(struct settle *s);
/* other: the counter-statement, or NULL; tolerance: part of one. */
void settle_sheet(const struct settle *own, const struct settle *other, double tolerance,
		  struct sheet *s);
