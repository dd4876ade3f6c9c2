/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_inner.h - the inside of text_split: which family counts the articles, where each begins and ends.
 *
 * Room: pack, for its own files. May include: base.
 */
#pragma once

#include "pack/text_chain.h"
#include "pack/text_split.h"

/* What is known of the lines of one language. */
struct text_plan {
	struct text_lines l;
	struct placed_list marks[FAMILIES];
	struct text_chain chain[FAMILIES];
	enum text_family articles;    /* FAMILIES: none */
	bool is_part[FAMILIES];       /* counts headings above the articles */
	uint8_t *cut;                 /* a line: CUT_... */
	enum text_family *cut_family; /* of a CUT_PART */
	unsigned *cut_label;
};

enum { CUT_NONE, CUT_ARTICLE, CUT_PART, CUT_HEADING };

/* Fills everything of the plan but its lines. */
void text_plan_make(struct arena *a, struct text_plan *p);
void text_plan_fini(struct text_plan *p);

static inline const struct placed *text_pick(const struct text_plan *p, enum text_family f,
					     size_t i)
{
	return &p->marks[f].v[p->chain[f].v[i]];
}

/* The lines [from, to) as one text, the first `skip` bytes left out. */
struct str text_join(struct arena *a, const struct text_lines *l, size_t from, size_t to,
		     size_t skip);
/* Where the last article of a document ends, which begins at line `from`: at `to` or before. `most`: the
 * most paragraphs of any other article, 0: unknown. */
size_t text_tail(const struct text_plan *p, size_t from, size_t to, size_t most);
/* The line that the preamble begins with, if what stands before line `to` (not before `from`) is one. */
size_t text_preamble(const struct text_plan *p, size_t from, size_t to);
/* The titles of all articles of a document; lines[i] is where article i begins. */
void text_titles(struct arena *a, const struct text_plan *p, struct text_doc *d,
		 const uint32_t *lines);
