/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_lines.h - bytes of a file become the lines that matter: decoded, undecorated, without page
 * numbers and running heads, each with its language.
 *
 * Decoding: UTF-8, UTF-16 with a byte-order mark, else GB18030; what is none of these is refused.
 * Markdown's signs for headings, bold and quotations go. A line's language is that of most of its
 * letters; a line of digits alone has that of the line before.
 *
 * Limits: TEXT_BYTES a text, TEXT_LINES lines with something on them.
 * Threads: pure. Room: pack. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

enum { TEXT_BYTES = 8 << 20, TEXT_LINES = 200000 };

enum text_lang { TEXT_ZH, TEXT_EN, TEXT_JA, TEXT_KO, TEXT_RU, TEXT_AR, TEXT_LANGS };

struct text_line {
	struct str s; /* no blanks at its ends, no decoration */
	uint32_t no;  /* of the physical line, from 1 */
	uint32_t width;
	enum text_lang lang;
	bool gap;    /* blank lines stand before it, more than between other lines */
	bool jump;   /* lines of another language stand before it */
	bool head;   /* decorated as a heading */
	bool short_; /* looks like a heading: short, and no sentence */
	bool colon;  /* no longer than a heading, and a colon ends it */
	bool stops;  /* ends with a stop */
	bool fresh;  /* the line before it (of its language) was at an end */
};

struct text_lines {
	struct text_line *v;
	size_t n;
	uint32_t wrap; /* columns of a full line where lines were broken by a width, else 0 */
};

/* "zh", "en", ...; the language of a name, or TEXT_LANGS. */
const char *text_lang_name(enum text_lang lang);
enum text_lang text_lang_of(struct str name);

/* The bytes as UTF-8, in the arena (or as they are). ERR_UNSUPPORTED, ERR_LIMIT. */
MUST_CHECK enum err text_decode(struct arena *a, struct str bytes, struct str *out,
				struct why *why);

/* `inside`: a mark behind the end of a sentence begins a line, too: for texts whose line breaks were lost. */
MUST_CHECK enum err text_lines_read(struct arena *a, struct str text, bool inside,
				    struct text_lines *out, struct why *why);

/* Those of one language, with `fresh` and `wrap` among themselves. */
struct text_lines text_lines_of(struct arena *a, const struct text_lines *all, enum text_lang lang);

/* Can it be a heading? */
static inline bool text_line_heads(const struct text_line *l)
{
	return l->short_ || l->head || l->colon;
}

/* Does line i go on in the paragraph of line i-1? */
bool text_line_joins(const struct text_lines *l, size_t i);
