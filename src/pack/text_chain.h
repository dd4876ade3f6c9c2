/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_chain.h - of all marks of one family, those that count something: 1, 2, 3, ...
 *
 * A text holds marks that count nothing: an article quoted before the text, a table of contents, a
 * citation at the beginning of a line, a date, a list in what follows the text. The chain is the
 * sequence of marks with the highest score: each mark counts for its weight, a step of more than one
 * costs (little where a word says "article", as excerpts leave out), beginning again at 1 costs more,
 * most where no heading stands between.
 *
 * Limits: TEXT_MARKS marks a family; a step looks back 200 marks, and to the last one with the number
 * before. Threads: pure. Room: pack. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/vec.h"
#include "pack/text_lines.h"
#include "pack/text_mark.h"

enum { TEXT_MARKS = 20000 };

struct placed {
	struct text_mark m;
	uint32_t line; /* index in the lines of the language */
	double w;      /* 0 .. 1: how surely it is a mark */
	size_t body;   /* bytes up to the next mark of the family */
};

struct placed_list {
	struct placed *v;
	size_t n, cap;
};

struct text_chain {
	uint32_t *v; /* indexes of marks, ascending */
	size_t n;
	double score;
};

/* All marks that lines begin with, by family; the caller ends the lists with vec_fini(). */
void text_place_marks(const struct text_lines *l, struct placed_list marks[FAMILIES]);

/* seps[i]: how many lines before line i may part a sequence (headings, marks of other families). */
struct text_chain text_chain_best(struct arena *a, const struct text_lines *l,
				  struct placed_list *marks, const uint32_t *seps);

/* Does b begin again, or go back, behind a? */
bool text_mark_restarts(const struct text_mark *a, const struct text_mark *b);
