/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_grams.h - how much do two passages of one language have in common?
 *
 * A passage is the set of its pairs of neighbouring letters (NFKC, ASCII letters lower-case, no
 * punctuation). A pair weighs the more the fewer passages of a level hold it: ln(1 + N / n). Likeness is
 * half the weighted Jaccard index and half the weighted containment of the smaller in the larger, 0 to 1.
 *
 * Threads: pure; arena. Room: pack. May include: base.
 */
#pragma once

#include "pack/text_chars.h"

struct gram {
	uint64_t key;
	double w;
};

struct grams {
	struct chars c; /* the letters */
	struct gram *v; /* ascending, each once */
	size_t n;
	double w; /* of all together */
};

/* Not yet weighed. */
struct grams grams_of(struct arena *a, struct str s);
/* Weighs passages that are to be compared with each other. */
void grams_weigh(struct grams *const *all, size_t n);
double grams_alike(const struct grams *x, const struct grams *y);
/* The two as one passage; both weighed. */
struct grams grams_both(struct arena *a, const struct grams *x, const struct grams *y);
/* The same letters? */
bool grams_same(const struct grams *x, const struct grams *y);
