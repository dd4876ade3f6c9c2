/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_diff.h - exactly which characters differ between two versions of a text?
 *
 * Compared is the body (struct text_body): preamble and articles, without headings and article numbers,
 * NFKC, without any white space, and without the one mark that closes the whole text; with
 * `letters` also without all punctuation. The distance is Levenshtein's (insert, delete, replace, one each); of all
 * shortest ways that one is taken which has the fewest hunks.
 *
 * Limits: TEXT_DIFF_CELLS cells of the table, which is as wide as the texts differ; beyond, ERR_LIMIT.
 * Threads: pure; results live in the arena. Room: pack. May include: base.
 */
#pragma once

#include "pack/text_chars.h"
#include "pack/text_split.h"

#define TEXT_DIFF_CELLS (160u << 20)

struct text_body {
	struct chars c;
	uint32_t *article; /* of each character: index of the article + 1; 0: the preamble */
};

struct text_body text_body_of(struct arena *a, const struct text_doc *d, bool letters);

/* a[a_at, +a_n) became b[b_at, +b_n). */
struct text_hunk {
	size_t a_at, a_n, b_at, b_n;
};

struct text_diff {
	struct text_hunk *hunks;
	size_t n;
	size_t distance;
};

MUST_CHECK enum err text_diff(struct arena *a, struct chars x, struct chars y,
			      struct text_diff *out, struct why *why);

/* The article of a hunk: index + 1 in the document of x, 0: the preamble. */
size_t text_hunk_article(const struct text_body *x, const struct text_body *y,
			 const struct text_hunk *h);
