/* SPDX-License-Identifier: Apache-2.0 */
/*
 * board.h - an open node, its thawed pack and one reader: what `articles`, `measure` and `run` need.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"
#include "gauge/gauge.h"
#include "gauge/kept.h"
#include "gauge/result.h"
#include "pack/pack.h"
#include "store/node.h"

/* What is asked: as given on the command line. */
struct board_question {
	const char *node;
	const char *as_of; /* a ledger position or a recorded time; NULL: now */
	const char *at;    /* valid time; NULL: that of as_of, else now */
};

struct board {
	struct arena *arena;
	struct node *node;
	struct pack *pack;
	struct reader *reader; /* begun at `as_of` */
	uint64_t as_of;        /* 0: now */
	struct instant at;
};

MUST_CHECK enum err board_ask(struct board *b, const struct board_question *q, struct why *why);
/* For who has numbers: as_of 0: now. */
MUST_CHECK enum err board_open(struct board *b, const char *dir, uint64_t as_of, struct instant at,
			       struct why *why);
void board_close(struct board *b); /* accepts one that was never filled */

/* The measures with these ids (none: all), each computed. */
struct arg_list;
MUST_CHECK enum err board_measures(struct board *b, const struct arg_list *ids,
				   struct gauge_result **out, size_t *count, struct why *why);

/* What was kept of a measure before. */
struct board_trend {
	struct kept_point *points; /* oldest first */
	size_t count;
	const struct kept_point *before; /* the last comparable one; NULL: none */
};
MUST_CHECK enum err board_trend(struct board *b, const struct measure *m, struct str area,
				struct board_trend *out, struct why *why);
/* A line of eight heights, one character a point; what has no value is a dot. */
void board_spark(const struct board_trend *t, struct buf *out);

struct json_writer;
/* One result with all its rows and its trend, as one object. */
void board_result_json(const struct gauge_result *g, const struct board_trend *t,
		       struct json_writer *w);
