/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_words.h - the words by which policy texts and what surrounds them are told apart: data, in the
 * languages of the texts, not sentences for people. Each list ends with NULL.
 *
 * Room: pack. May include: libc.
 */
#pragma once

#include "base/str.h"

/* A word that stands before a number ("Article 7"); lower case where it is ASCII. */
struct text_keyword {
	const char *word;
	int family; /* enum text_family */
};

extern const struct text_keyword text_keywords[];
/* Directly behind "article 12" in Chinese: it is being cited, not begun. */
extern const char *const text_citing[];
/* The same behind "Article 12 " in English. */
extern const char *const text_citing_en[];
/* How the lines behind the end of a text begin: annexes, editors, page furniture. */
extern const char *const text_tails[];
/* In a line that announces the text ("the full text is as follows"). */
extern const char *const text_announces[];
/* How a news agency's lead begins. */
extern const char *const text_datelines[];

/* Does s begin with a word of the list (ASCII letters of either case)? */
bool text_words_begin(struct str s, const char *const *list);
/* Does a word of the list stand in s? */
bool text_words_hold(struct str s, const char *const *list);
