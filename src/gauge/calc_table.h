/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calc_table.h - the rows of a calculator's CSV, filled by hand in a spreadsheet.
 *
 * A file holds one or several kinds of row. The first cell of a row names its kind ("service", "业务");
 * the first row of each kind names its columns, in any order, in Chinese or English, and its
 * further rows are data:
 *
 *	service,name,unit,2025,2026
 *	service,voice,minute,"1,500,000",1600000
 *
 * A file of the first kind alone may leave the first cell away: its first row is then plain column names.
 * Columns named by a year are kept by year, where the kind has them. A column "note", "source", "remark", "备注", "说明" or
 * "来源" is for people and is not read. Lines that begin with '#' are remarks. What a number or date may look like is
 * wire/cell.h; character sets are wire/charset.h; the separator is guessed.
 *
 * What is wrong is gathered as faults, each with line and cell (counted from 1, as a spreadsheet's columns), and
 * costs its row (table_row.bad) or, where a kind of row or column is missing, all.
 *
 * Limits: CHARSET_BYTES_MAX, TABLE_ROWS rows, TABLE_COLUMNS columns of a kind, TABLE_YEARS years.
 * Room: gauge. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/vec.h"
#include "base/why.h"

enum {
	TABLE_ROWS = 500000,
	TABLE_COLUMNS = 16,
	TABLE_YEARS = 60,
	TABLE_KINDS = 4,
	TABLE_FAULTS = 200
};

struct table_column {
	const char *name, *zh;
	bool required; /* both the column and a value in each row */
};

struct table_kind {
	const char *name, *zh;
	const struct table_column *columns; /* at most TABLE_COLUMNS */
	size_t n;
	bool years;
};

struct table_row {
	size_t kind; /* index of the kind */
	uint64_t line;
	bool bad;
	struct str *cells; /* one a column of the kind; n 0: not stated */
	struct str *years; /* one a year of the kind's head */
};

struct table_head {
	bool seen;
	bool sound; /* all required columns are there; else no row of the kind is kept */
	size_t place[TABLE_COLUMNS]; /* the cell of each column, from 1; 0: not there */
	int year[TABLE_YEARS];       /* ascending */
	size_t year_place[TABLE_YEARS];
	size_t year_count;
};

struct table {
	struct arena *a;
	const char *file; /* for the faults; may be NULL */
	const struct table_kind *kinds;
	size_t kind_count;
	struct table_head heads[TABLE_KINDS];
	VEC(struct table_row) rows;
	VEC(struct why) faults; /* the first TABLE_FAULTS */
	uint64_t fault_count;
};

/* ERR_SYNTAX: nothing of it can be read (why); else the faults say what. End it with table_close(). */
MUST_CHECK enum err table_read(struct arena *a, struct str in, const char *file,
			       const struct table_kind *kinds, size_t n, struct table *out,
			       struct why *why);
void table_close(struct table *t);

/* How a number may be written. share: "10 %" and 0.1 are the same. */
struct table_range {
	double least, most;
	bool share, whole;
};

/* The cell's number; false when there is none, or it is wrong (then the row is bad and has its fault). */
bool table_real(struct table *t, struct table_row *r, size_t column, struct table_range range,
		double *out);
bool table_year(struct table *t, struct table_row *r, size_t year, struct table_range range,
		double *out);
/* One of the words (pairs of English and Chinese, n of them); `none` when the cell is empty. */
size_t table_word(struct table *t, struct table_row *r, size_t column,
		  const char *const (*words)[2], size_t n, size_t none);
/* The first and last day of a period, as YYYY-MM-DD. */
bool table_period(struct table *t, struct table_row *r, size_t column, struct str *first,
		  struct str *last);
/* A fault of this row at this column, with the sentence in `why` (its place is set here). */
void table_fault(struct table *t, struct table_row *r, size_t column, const struct why *why);
/* A fault of the whole. */
void table_lacks(struct table *t, const struct why *why);
