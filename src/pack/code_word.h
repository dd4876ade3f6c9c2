/* SPDX-License-Identifier: Apache-2.0 */
/*
 * code_word.h - from the words that a person writes to the code of a list.
 *
 * Threads: any. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

/* The code that a person means: written as such, or in its words in either language; empty: none of
 * the list. The second asks for one of these codes, in whichever lists they stand. */
struct str pack_code_named(const struct pack *p, struct str list, struct str text);
struct str pack_code_among(const struct pack *p, const struct str *codes, size_t n,
			   struct str text);
/* What may be written, in the words of a language, appended; a long list is cut after the first dozen.
 * Of a list by its name, or (list empty) of these codes alone. */
void pack_code_words(const struct pack *p, struct str list, const struct str *codes, size_t n,
		     enum lang lang, struct buf *out);
