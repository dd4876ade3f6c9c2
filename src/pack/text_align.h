/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_align.h - which article of one text is which of another, and which sentence?
 *
 * Within a language: the most alike articles are paired first, each once, down to TEXT_ALIGN_FLOOR. Articles left over
 * join the pair that holds a sentence of theirs (merged). Inside a pair sentences are aligned in order
 * (one to one, or two to one); what is left over is looked for everywhere (moved).
 *
 * Across languages nothing is read: articles keep their order, and are paired by proportionate length, by
 * the figures and Latin words that both hold, and by their places. There `same` means: of proportionate
 * length, and no figure is missing.
 *
 * The letters decide what is the same: punctuation, white space and marks do not count.
 *
 * Limits: TEXT_ALIGN_ARTICLES a text, TEXT_ALIGN_SENTENCES sentences a text.
 * Threads: pure; results live in the arena. Room: pack. May include: base.
 */
#pragma once

#include "pack/text_split.h"

enum { TEXT_ALIGN_ARTICLES = 1000, TEXT_ALIGN_SENTENCES = 6000 };

enum text_relation {
	TEXT_SAME,
	TEXT_CHANGED,
	TEXT_MOVED, /* an article: out of the order of the others; a sentence: to another article */
	TEXT_MERGED, /* several are one, on either side */
	TEXT_ADDED,  /* only in b */
	TEXT_DROPPED /* only in a */
};

const char *text_relation_name(enum text_relation r);

struct text_sentence {
	struct str s;
	size_t article; /* index */
};

/* Up to two sentences on a side; n 0: none. */
struct text_sentence_pair {
	size_t a, a_n, b, b_n; /* indexes of sentences */
	enum text_relation relation;
	double alike;
};

struct text_pair {
	size_t *a, *b; /* indexes of articles, ascending */
	size_t a_n, b_n;
	enum text_relation relation; /* SAME .. MERGED */
	double alike;
};

struct text_alignment {
	struct text_pair *pairs; /* in the order of a */
	size_t n;
	size_t *only_a, *only_b;
	size_t only_a_n, only_b_n;
	struct text_sentence *sentences[2];
	size_t sentence_n[2];
	struct text_sentence_pair
		*matches; /* all sentences of both, once each, as in a; then those only in b */
	size_t match_n;
};

MUST_CHECK enum err text_align(struct arena *a, const struct text_doc *x, const struct text_doc *y,
			       struct text_alignment *out, struct why *why);

/* The sentences of a document, in order; *n at most TEXT_ALIGN_SENTENCES + 1. */
struct text_sentence *text_sentences(struct arena *a, const struct text_doc *d, size_t *n);
