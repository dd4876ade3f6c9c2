/* SPDX-License-Identifier: Apache-2.0 */
/*
 * result.h - a measure's result in the forms that leave the program: JSON, CSV, words.
 *
 * JSON of a result (the members, for whoever adds to them):
 *	"id","article","title_en","title_zh","unit","direction","target","owner","state","value","num",
 *	"den","n","gap","fresh","as_of","sql_sha256","fault" (if broken), "rows":[{"area","dim",
 *	"component","value","num","den","n","state","gap"}]
 * Unknown is null. States: no-data, no-target, met, missed, broken.
 *
 * Threads: pure. Room: gauge. May include: base wire store pack.
 */
#pragma once

#include "gauge/gauge.h"

struct json_writer;

const char *gauge_state_word(enum gauge_state s);
/* The state of one row against the measure's target; the gap is target minus value. */
enum gauge_state gauge_row_state(const struct measure *m, const struct gauge_row *row,
				 bool *has_gap, double *gap);
/* Has the measure a target that can be met? */
bool gauge_target(const struct measure *m, double *out);

/* Which rows are wanted; all empty: every one. */
enum gauge_level { GAUGE_ANY_LEVEL, GAUGE_PROVINCE, GAUGE_CITY, GAUGE_COUNTY };
struct gauge_filter {
	struct str area; /* this area; with a level: those inside it */
	enum gauge_level level;
};
/* false: no such word. */
bool gauge_level_read(struct str word, enum gauge_level *out);
bool gauge_row_wanted(const struct gauge_filter *f, const struct gauge_row *row);
/* Leaves the wanted rows alone in *g, and makes the row of one area its total. */
void gauge_filter(const struct gauge_filter *f, struct gauge_result *g);

void gauge_result_members(const struct gauge_result *g, enum lang lang, struct json_writer *w);
/* One line a row, after the head. */
void gauge_csv_head(struct buf *out);
void gauge_csv(const struct gauge_result *g, struct buf *out);
