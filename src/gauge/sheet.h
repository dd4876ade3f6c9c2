/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.h - a calculation written out: tables with headings and remarks, for people and programs.
 *
 * A calculator fills a sheet section by section; the same cells become aligned text in either language
 * or JSON. In JSON a section is a member named by its key, holding a list of objects, a row each, named by
 * the columns' keys; numbers in full precision, money in whole minor units, an empty cell null. Remarks
 * (how a figure is made, and after whom) are for people only.
 *
 *	sheet_section(s, "links", SAY_X, columns, 3, true);
 *	sheet_text(s, name);  sheet_real(s, 0.25, 4);  sheet_none(s);	one row, cell by cell
 *
 * Everything lives in the arena. Threads: one sheet, one thread. Room: gauge. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/say.h"

struct sheet;

struct sheet_column {
	const char *key;
	enum say_id title;
};

struct sheet *sheet_open(struct arena *a);
void sheet_close(struct sheet *s); /* accepts NULL; the arena is the caller's */
/* columns outlive the sheet. single: one row, in JSON an object instead of a list. */
void sheet_section(struct sheet *s, const char *key, enum say_id title,
		   const struct sheet_column *columns, size_t n, bool single);

void sheet_text(struct sheet *s, struct str text);
void sheet_say(struct sheet *s, enum say_id id, const char *key); /* a word: JSON shows the key */
void sheet_real(struct sheet *s, double v, unsigned decimals);
void sheet_whole(struct sheet *s, int64_t v);
void sheet_year(struct sheet *s, int year); /* 2025, not 2,025 */
/* v minor units, of which 10^digits are a whole one. */
void sheet_money(struct sheet *s, int64_t v, unsigned digits);
void sheet_none(struct sheet *s);

/* A line below the section's table; kept as it is in both languages. */
#define sheet_remark(s, id, ...) \
	sheet_remark_((s), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
void sheet_remark_(struct sheet *s, enum say_id id, const struct say_arg *args, size_t n);

/* 1,234.56 */
void sheet_put_real(struct buf *out, double v, unsigned decimals);
void sheet_put_money(struct buf *out, int64_t v, unsigned digits);

void sheet_print(const struct sheet *s, enum lang lang, struct buf *out);
/* {"calc": kind, section: [...], ...} and a line break. */
void sheet_json(const struct sheet *s, const char *kind, struct buf *out);
