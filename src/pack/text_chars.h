/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_chars.h - characters of policy texts: code points, NFKC, classes, numerals.
 *
 * NFKC is that of Unicode Standard Annex 15, over tables that the build makes from Python's Unicode
 * data (tools/nfkc.py). Bytes that are not UTF-8 read as U+FFFD, one each.
 *
 * Threads: pure. Room: pack. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

enum { CHAR_BAD = 0xFFFD, NFKC_APART_MAX = 18 };

struct chars {
	uint32_t *v;
	size_t n;
};

/* The character at s.p[*at]; *at moves behind it. */
uint32_t char_next(struct str s, size_t *at);
/* The character that ends at s.p[at], or 0 at the start. */
uint32_t char_before(struct str s, size_t at);
/* Writes up to 4 bytes; returns how many. */
size_t char_put(uint32_t c, char out[4]);

/* The full compatibility decomposition of one character; returns how many (at least 1). */
size_t nfkc_take_apart(uint32_t c, uint32_t out[NFKC_APART_MAX]);
/* NFKC of a text, in the arena. */
struct chars nfkc(struct arena *a, struct str s);
/* A text as characters, and back. */
struct chars chars_of(struct arena *a, struct str s);
struct str chars_text(struct arena *a, const uint32_t *v, size_t n);

bool char_is_space(
	uint32_t c); /* also zero-width characters, soft hyphens and marks of direction */
bool char_is_han(uint32_t c);
bool char_is_wide(uint32_t c);   /* takes two columns: Han, kana, Hangul, their punctuation */
bool char_is_letter(uint32_t c); /* letters, Han and digits: no punctuation, no space */
bool char_is_stop(uint32_t c);   /* ends a sentence, or (colon) begins a list */
bool char_is_closer(uint32_t c); /* a quotation mark or bracket that closes */
/* The value of a decimal digit of any script, or -1. */
int char_digit(uint32_t c);

/* Chinese numerals ("twelve", also formal and positional ones) in v[0..n); how many characters they
 * take, 0: none. At most 9,999. */
size_t han_number(const uint32_t *v, size_t n, unsigned *out);
/* Roman numerals I to XCIX in upper or in lower case, no mixture. */
size_t roman_number(const uint32_t *v, size_t n, unsigned *out);
