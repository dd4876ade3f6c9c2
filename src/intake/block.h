/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block.h - whole lines, cut from the pieces of a pump without copying them.
 *
 * Only the unfinished line at the end of a piece is copied, in front of the next one. A line that does
 * not fit there is gathered by itself, up to INPUT_LINE_MAX. Private to intake/input.c.
 *
 * Threads: one. Room: intake. May include: base.
 */
#pragma once

#include "intake/follow.h"
#include "intake/pump.h"

struct blocks {
	struct pump *pump;
	struct piece *piece;        /* its bytes from `from` are not yet given; or NULL */
	struct buf gather;          /* the beginning of a long line, or the long line given last */
	bool gave_gather, skipping; /* skipping: the line is too long, its newline is sought */
	size_t skipped;             /* of that line so far */
	int fd;                     /* to wait for; or */
	struct follow *follow;      /* borrowed */
	bool (*wait)(void *ctx);    /* or NULL */
	void *wait_ctx;
	bool stopped; /* wait said so */
};

/* Returns when a read of fd will not block; false: `wait` (may be NULL) said to stop. */
bool block_wait(int fd, bool (*wait)(void *ctx), void *ctx);

/* Errors and the end come behind the whole lines before them; after a stop the unfinished line at the end is
 * not given. What a line too long is refused with, by the caller: nothing is set in `why`. */
MUST_CHECK enum err blocks_next(struct blocks *b, struct str *block, bool *end, struct why *why);
/* The piece behind the block given last; the caller releases it. The block lives as long. */
struct piece *blocks_keep(struct blocks *b);
/* Any bytes. Not mixed with blocks_next(). */
MUST_CHECK enum err blocks_bytes(struct blocks *b, struct str *bytes, bool *end, struct why *why);
/* Begins on a followed file; wait is set before. */
void blocks_follow(struct blocks *b, struct follow *f);
/* How many bytes that were read are not yet given. */
size_t blocks_rest(const struct blocks *b);
void blocks_fini(struct blocks *b);
