/* SPDX-License-Identifier: Apache-2.0 */
/* text_sentence.h - sentences of paired articles, aligned: for text_align.c.
 * Room: pack, for its own files. May include: base. */
#pragma once

#include "pack/text_align.h"
#include "pack/text_grams.h"

enum { SIDES = 2 };
#define TEXT_ALIGN_FLOOR 0.12
#define TEXT_SENTENCE_FLOOR 0.35 /* less is no change of a sentence, but another sentence */
#define TEXT_MOVED_FLOOR 0.5

struct sentence_side {
	struct text_sentence *s;
	struct grams *g; /* weighed; within a language */
	size_t n;
	bool *done;
};

struct sentence_work {
	struct arena *a;
	struct sentence_side side[SIDES];
	struct text_alignment *out;
	bool foreign;   /* across languages: lengths instead of grams */
	double stretch; /* letters of b for one of a */
};

/* Which sentences are [from, to) of an article. */
void sentences_of(const struct sentence_side *s, size_t article, size_t *from, size_t *to);
/* Aligns the sentences of article a with those of article b, in order. */
void sentences_align(struct sentence_work *w, size_t a, size_t b);
/* What is left over on both sides: moved, then added and dropped. */
void sentences_finish(struct sentence_work *w);
/* How alike two lengths are, 1: in the proportion of the whole texts. */
double lengths_alike(size_t a, size_t b, double stretch);
