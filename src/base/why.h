/* SPDX-License-Identifier: Apache-2.0 */
/*
 * why.h - what went wrong, for the person: a sentence, and the place in *their* input.
 *
 * The caller owns a struct why (on its stack) and passes its address last; NULL means
 * "the code is enough". Nothing is allocated. A function that returns an error has set the
 * sentence: `return why_set(why, ERR_SYNTAX, SAY_JSON_DEPTH, A(limit));`
 *
 * Threads: a struct why belongs to one thread. Room: base. May include: libc.
 */
#pragma once

#include "base/err.h"
#include "base/say.h"

#include <stdint.h>

enum { WHY_ARGS = 384, WHY_FILE = 256 };

struct why {
	enum err code;
	enum say_id id;
	uint8_t n;                  /* number of arguments */
	uint16_t len[SAY_ARGS_MAX]; /* their lengths in args[], one behind the other */
	char args[WHY_ARGS];        /* too long: cut at a character border, "..." put behind */
	char file[WHY_FILE];        /* "" where the input has no name */
	uint64_t line, column;      /* from 1; 0 is unknown */
};

/* Sets the sentence and forgets the place; returns `code`. */
#define why_set(why, code, id, ...) \
	why_set_((why), (code), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
enum err why_set_(struct why *why, enum err code, enum say_id id, const struct say_arg *args,
		  size_t n);

/* Adds the place, unless a deeper caller already did. file may be NULL: kept as it is. */
void why_at(struct why *why, const char *file, uint64_t line, uint64_t column);

/* "feed.csv:12:7: sentence" (parts that are unknown are left out). No newline. */
void why_text(const struct why *why, enum lang lang, struct buf *out);
/* The sentence alone. */
void why_sentence(const struct why *why, enum lang lang, struct buf *out);
/* To a stream with "cresset: " before and a newline behind, in the terminal's language. */
void why_print(const struct why *why, struct _IO_FILE *stream);
