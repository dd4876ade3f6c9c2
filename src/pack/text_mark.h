/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_mark.h - does this line begin with the mark of a numbered thing, and of which?
 *
 * A mark is a number in one of the forms in which laws and policies count: "第十二条", "（一）", "1．",
 * "Article 7", "IV,". Marks of one form are a family; which family counts the articles of a text is
 * decided from all of them together (text_split.h). Full-width, circled and parenthesised
 * forms, Chinese (also formal), Roman and other scripts' digits are understood.
 *
 * Threads: pure. Room: pack. May include: base.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum text_family {
	/* words that say what they count */
	FAMILY_BOOK,    /* part, title */
	FAMILY_CHAPTER, /* chapter */
	FAMILY_SECT,    /* section below a chapter, in Chinese */
	FAMILY_ARTICLE,
	FAMILY_SECTION, /* "Section 3", "§ 3": articles where there are none of those */
	/* plain numbers, in the order in which official Chinese texts nest them */
	FAMILY_HAN,         /* Chinese numeral and a comma or point */
	FAMILY_ROMAN,       /* I, II. */
	FAMILY_HAN_PAREN,   /* Chinese numeral in parentheses */
	FAMILY_LETTER,      /* A. B) */
	FAMILY_DIGIT,       /* 1. 1, and others */
	FAMILY_DECIMAL,     /* 1.1 */
	FAMILY_DIGIT_PAREN, /* (1) 1) */
	FAMILY_CIRCLE,      /* circled digits */
	FAMILY_DIGIT_SPACE, /* 1 and a blank */
	FAMILIES
};

struct text_mark {
	enum text_family family;
	unsigned label, sub; /* 12 and 1 of "article 12 bis"; DECIMAL: 3 and 2 of "3.2" */
	uint32_t sep;        /* the character behind the number, after NFKC; 0: none */
	size_t n;            /* bytes of the line that the mark takes, with the blanks behind it */
	bool weak;           /* more likely something else: a citation, a decimal, a date */
};

enum { MARK_READINGS = 2, MARK_LABEL_MAX = 9999 };

/* The readings of the mark that s begins with; returns how many, 0: none. */
size_t text_mark_read(struct str s, struct text_mark out[MARK_READINGS]);
