/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cell.h - what a person wrote in a cell of a form: a number, a day, a period, yes or no.
 *
 * Forms are filled by hand in a spreadsheet, so that what can be meant in one way only is taken, and what can
 * be meant in two is refused with the reason, never guessed:
 *   numbers   1234.5; 1,234.5 and 1 234.5 (groups of three); full-width digits; 1.2E+05; 3.2万, 1.5亿;
 *             the unit behind it when it is the form's ("12.5 Mbit/s", "93%"), refused when it is another.
 *             Refused: 12,5 (decimal comma or thousands?), 三百二十 (numerals in words), (12).
 *   days      2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日. Refused: 3/1/25, 45717.
 *   periods   2025, 2025年, 2025H1, 2025年上半年, 2025Q1, 2025年第一季度, 2025-03, 2025年3月.
 * Empty, "-", "—", "/", "无", "n/a" are no value: not zero.
 *
 * Limits: CELL_MAX bytes; years 1900 to 2199. Threads: any. Room: wire. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

enum { CELL_MAX = 256 };

/* Nothing was stated. */
bool cell_is_empty(struct str text);

/* units: the words that may stand behind the number (none: n 0). *out only when there is a value: ask
 * cell_is_empty() first. */
MUST_CHECK enum err cell_number(struct str text, const struct str *units, size_t n, double *out,
				struct why *why);
/* Appends YYYY-MM-DD. */
MUST_CHECK enum err cell_date(struct str text, struct buf *out, struct why *why);
MUST_CHECK enum err cell_bool(struct str text, bool *out, struct why *why);
/* The first and last day, appended to each as YYYY-MM-DD. */
MUST_CHECK enum err cell_period(struct str text, struct buf *first, struct buf *last,
				struct why *why);

/* For comparing what people write: full-width forms become ASCII, all white space goes, letters become
 * lower case. Appended. */
void cell_plain(struct str text, struct buf *out);
