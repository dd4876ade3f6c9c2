/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_walk.h - feeds that are lines: what the readers of lists, hosts files, blockers' rules and
 * zones share. Nobody else includes it.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "wire/feed_parts.h"

struct feed_walk {
	const struct feed_sink *sink;
	struct arena *scratch; /* empty at the start of each line */
	uint64_t number;       /* of this line, from 1 */
	void *state;           /* the reader's own */
};

typedef void feed_walk_fn(struct feed_walk *l, struct str line);

/* Calls `each` for every line that is not empty, trimmed of blanks and CR; a line above
 * FEED_LINE_MAX is refused. */
void feed_walk_lines(struct str bytes, const struct feed_sink *sink, void *state,
		     feed_walk_fn *each);

/* The line as an entry. */
void feed_walk_offer(struct feed_walk *l, enum indicator_kind kind, struct str text);
void feed_walk_aside(struct feed_walk *l, const char *type);

/* Takes the next word (blanks and TABs around it) off *rest; empty at the end. */
struct str feed_word(struct str *rest);
/* Without what follows " #" (or TAB, or ";" after a blank, where `semicolon`). */
struct str feed_without_note(struct str line, bool semicolon);
/* 0.0.0.0, 127.0.0.0/8, :: and ::1: where blocked names are pointed to. */
bool feed_is_sinkhole(struct str address);
