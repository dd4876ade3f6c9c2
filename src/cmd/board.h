/* SPDX-License-Identifier: Apache-2.0 */
/*
 * board.h - an open node, its thawed pack and one reader: what `articles`, `measure` and `run` need.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"
#include "gauge/gauge.h"
#include "pack/pack.h"
#include "store/node.h"

struct board {
	struct arena *arena;
	struct node *node;
	struct pack *pack;
	struct reader *reader; /* begun at `as_of` */
	struct instant at;
};

/* as_of 0: now. */
MUST_CHECK enum err board_open(struct board *b, const char *dir, uint64_t as_of, struct instant at,
			       struct why *why);
void board_close(struct board *b); /* accepts one that was never filled */

struct json_writer;
/* One result with all its rows, as one object. */
void board_result_json(const struct gauge_result *r, struct json_writer *w);
