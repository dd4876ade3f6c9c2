/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_text.h - a column of texts in a set file: one byte a text for its length, four for each block of
 * TEXTS_A_BLOCK (doc/formats/set.md, section 3).
 *
 * Going through all of them is one addition each; reaching one in the middle adds up the lengths
 * before it in its block. Version 1 had four bytes a text: there `lens` is NULL.
 *
 * Room: index (private). May include: base.
 */
#pragma once

#include "index/set_file.h"

enum { TEXTS_A_BLOCK = 32, TEXT_LONG = 255, TEXT_LONG_BYTES = 2 };

struct set_texts {
	const char *starts; /* NULL: the column is absent, and all its texts are empty */
	const unsigned char *lens;
	const char *bytes;
};

static inline size_t texts_blocks(size_t n)
{
	return (n + TEXTS_A_BLOCK - 1) / TEXTS_A_BLOCK;
}

/* The text of row i, whose place is `at`; *at becomes the place of row i + 1. */
static inline struct str texts_here(const struct set_texts *t, size_t i, size_t *at)
{
	size_t from = *at, n = t->lens[i];

	if (n == TEXT_LONG) {
		n = le16_at(t->bytes + from, 0);
		from += TEXT_LONG_BYTES;
	}
	*at = from + n;
	return str_n(t->bytes + from, n);
}

static inline struct str texts_get(const struct set_texts *t, size_t i)
{
	size_t at, first = i - i % TEXTS_A_BLOCK;

	if (!t->starts)
		return str_n(NULL, 0);
	if (!t->lens) {
		at = le32_at(t->starts, i);
		return str_n(t->bytes + at, le32_at(t->starts, i + 1) - at);
	}
	at = le32_at(t->starts, i / TEXTS_A_BLOCK);
	for (size_t k = first; k < i; k++) {
		size_t n = t->lens[k];

		at += n == TEXT_LONG ? (size_t)TEXT_LONG_BYTES + le16_at(t->bytes + at, 0) : n;
	}
	return texts_here(t, i, &at);
}

/* All texts from `i` on, one by one. */
struct texts_walk {
	const struct set_texts *t;
	size_t i, at;
};

static inline struct str texts_next(struct texts_walk *w)
{
	const struct set_texts *t = w->t;
	size_t i = w->i++;

	if (!t->starts || !t->lens)
		return texts_get(t, i);
	if (i % TEXTS_A_BLOCK == 0)
		w->at = le32_at(t->starts, i / TEXTS_A_BLOCK);
	return texts_here(t, i, &w->at);
}

static inline struct texts_walk texts_from(const struct set_texts *t, size_t i)
{
	struct texts_walk w = { t, i - i % TEXTS_A_BLOCK, 0 };

	if (!t->starts || !t->lens)
		w.i = i;
	while (w.i < i)
		texts_next(&w);
	return w;
}

/* The values of a set from row i on. */
struct set;
struct texts_walk set_values_from(const struct set *s, size_t i);

/* Numbers of `width` bytes, 0 to 4; of none each is 0. */
static inline uint32_t le_any(const char *p, unsigned width, size_t i)
{
	uint32_t v = 0;

	for (unsigned k = 0; k < width; k++)
		v |= (uint32_t)(unsigned char)p[i * width + k] << (8 * k);
	return v;
}

/* The fewest bytes that hold numbers up to `most`. */
static inline unsigned le_width(uint32_t most)
{
	return most == 0 ? 0 : most < 1 << 8 ? 1 : most < 1 << 16 ? 2 : most < 1 << 24 ? 3 : 4;
}
