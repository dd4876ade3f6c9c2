/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_block.h - a block of lines: the sieve first, the strict reader and the matcher for its suspects.
 *
 * Threads: a lane belongs to one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/match_file.h"
#include "match/sieve.h"

/* What the lines of one log go through. */
struct match_lane {
	struct event_reader *reader;
	struct sieve *sieve; /* NULL: every line is for the reader */
};

/* The reader is the caller's. The sieve is for run's tables; none with run->strict. */
struct match_lane match_lane_open(const struct match_run *run, struct event_reader *reader);
void match_lane_close(struct match_lane *l);

/*
 * block: whole lines, SIEVE_PAD readable bytes behind; `first` is the number of its first line. Counts,
 * refuses and emits into `run`, as match_file.h says. Returns the number of lines.
 */
uint64_t match_block(struct match_run *run, struct match_lane *l, struct str block, uint64_t first);
/* The same where the number of the first line is told only when the block's lines have been counted. Once. */
typedef uint64_t match_first_fn(void *ctx, uint64_t lines);
void match_block_numbered(struct match_run *run, struct match_lane *l, struct str block,
			  match_first_fn *first, void *ctx);
