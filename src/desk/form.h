/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form.h - a filled return as a table: which return, by whom, for which period, and its rows.
 *
 * A form is a table as a spreadsheet saves it (CSV with comma, semicolon or tab; UTF-8, GB18030, UTF-16). Above the
 * table stand lines such as "报告期,2025Q1" that say what it is; the command line may say it
 * instead, but not otherwise. Columns are found by their headings in either language, in any
 * order, within the first 60 lines; a unit in brackets behind a heading must be the form's. Lines of totals and signatures
 * are left out: the names of those who filled a form are nowhere kept.
 *
 * form_blank() writes the empty form; what it writes, form_read() reads.
 *
 * Limits: FORM_BYTES_MAX, FORM_ROWS_MAX; CSV's own. Memory: the arena's. Threads: any.
 * Room: desk. May include: base wire store pack index.
 */
#pragma once

#include "base/arena.h"
#include "pack/return.h"

enum { FORM_BYTES_MAX = 64 << 20, FORM_ROWS_MAX = 200000 };

/* What the command line says of it; empty: the form says it. */
struct form_given {
	struct str form, party, period;
};

struct form_column {
	const struct return_column *column;
	size_t at;     /* its field in a row, from 0 */
	double factor; /* 10,000 where the heading says "万…" */
	bool refused;  /* its unit is another: each of its cells is refused */
};

struct form_row {
	uint64_t line;
	struct str *fields;
	size_t n;
};

struct form {
	const struct pack_return *ret;
	struct str party;       /* registration number or name, as written */
	struct str first, last; /* the period: YYYY-MM-DD, both days included */
	uint64_t heading;       /* line of the headings */
	struct form_column *columns;
	size_t column_count;
	struct form_row *rows;
	size_t row_count, left_out; /* totals and signatures */
	size_t lost;                /* lines refused as a whole */
};

/* One complaint about a cell or line; why has line and column (field, from 1). */
typedef void form_complain_fn(void *ctx, const struct why *why);

/* An error is about the form as a whole; then nothing of it can be taken. */
MUST_CHECK enum err form_read(struct arena *a, const struct pack *p, struct str bytes,
			      const struct form_given *given, form_complain_fn *complain, void *ctx,
			      struct form *out, struct why *why);

/* The row's text in a column, trimmed; empty where the row is shorter. */
struct str form_text(const struct form_row *row, const struct form_column *c);
/* The spellings of the unit of a column's figures: its words in both languages and its id; 0: it has none. */
size_t form_units(const struct pack *p, const struct pack_return *r, const struct return_column *c,
		  struct str out[3]);
/* "Down rate (Mbit/s)": the heading as the blank form has it, appended. */
void form_heading(const struct pack *p, const struct pack_return *r, const struct return_column *c,
		  enum lang lang, struct buf *out);
/* The blank form, appended; rows may name areas (code, name) to be filled in. */
struct form_area {
	struct str code, name;
};
void form_blank(const struct pack *p, const struct pack_return *r, struct str party,
		struct str first, struct str last, const struct form_area *areas, size_t n,
		enum lang lang, struct buf *out);

/* "C12": how a spreadsheet calls a cell, appended; column from 1. */
void form_cell_name(uint64_t line, uint64_t column, struct buf *out);
