/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lric_read.h - a cost model from its CSV (doc/calc.md), and its statement.
 *
 * Kinds of row: parameter (name, value), service (name, unit, increment, busy_hour_share, a year a
 * column), element (name, load, capacity | lines, use, minimum, price, trend, life, opex, opex_trend),
 * route (service, element, factor).
 *
 * Room: gauge. May include: base wire.
 */
#pragma once

#include "gauge/calc_table.h"
#include "gauge/lric.h"
#include "gauge/sheet.h"

/* What is wrong stands in t->faults; the model is sound only if there is none. End t with table_close(). */
MUST_CHECK enum err lric_read(struct arena *a, struct str in, const char *file, struct table *t,
			      struct lric_model *out, struct why *why);
void lric_sheet(const struct lric_model *m, const struct lric_result *r, struct sheet *s);
