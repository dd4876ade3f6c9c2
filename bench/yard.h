/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yard.h - what this machine can do at all, for ratios: copying, fetching random cache lines, and
 * merely parsing the same bytes with common libraries.
 *
 * Threads: one. Includes of the house: base.
 */
#pragma once

#include "base/rand.h"
#include "base/str.h"

#include <stdbool.h>

enum { YARD_LINES = 1 << 20 };

struct yard {
	struct prng r;
	char *copy_area; /* twice YARD_COPY bytes */
	uint64_t (*line)[8];
	size_t lines;
	volatile uint64_t sum;
};
#define YARD_COPY ((size_t)64 << 20)

/* table_bytes: over how much memory the random lines are spread. */
void yard_open(struct yard *y, size_t table_bytes);
void yard_close(struct yard *y);

void yard_copy(struct yard *y);      /* YARD_COPY bytes */
void yard_lines(struct yard *y);     /* YARD_LINES lines, 32 asked for at a time */
void yard_dependent(struct yard *y); /* YARD_LINES / 16 lines, each known by the one before */

/* Parse every line of text, and throw the result away: how many lines were well-formed. */
bool yard_has_cjson(void);
bool yard_has_jansson(void);
size_t yard_cjson(struct str text);
size_t yard_jansson(struct str text);
