/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pump.h - the pieces of an unpacked input, with what is slow done beside the reader.
 *
 * Decompression has a thread of its own; so has the SHA-256 of a plain input, where it is wanted.
 * A plain input without it has none: reading is cheap. Pieces are taken from a pool and given back
 * to it; when none is free, whoever wants to fill one waits. A thread stops between two
 * reads, and while it waits for a pipe. Private to intake/block.c.
 *
 * Memory: PUMP_PIECES and what pump_allow() adds, each PIECE_HEAD + INPUT_BLOCK + INPUT_PAD bytes.
 *
 * Threads: pump_next() and pump_stop() one; piece_release() any. Room: intake. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "base/why.h"
#include "intake/unpack.h"

/* Room in front of a piece for the unfinished line of the piece before it. */
enum { PIECE_HEAD = 16 << 10, PUMP_PIECES = 4 };

struct pump;

struct piece {
	struct buf mem;
	size_t from, to; /* the bytes are mem.p[from..to) */
	unsigned users;  /* the pump's own business, as all below */
	bool apart;      /* not of the pool: its memory ends with it */
	struct pump *pump;
	struct piece *next;
};

/* u is borrowed, and the pump's alone until pump_stop(). hash: its identity is wanted. threads: not
 * all is read yet, so that they pay. */
struct pump *pump_open(struct unpack *u, bool hash, bool threads);
/* Without threads, from anything that reads; 0 bytes are the end. */
typedef enum err pump_read_fn(void *ctx, char *to, size_t n, size_t *got, struct why *why);
struct pump *pump_open_on(pump_read_fn *read, void *ctx);
/* All pieces are back. */
void pump_close(struct pump *p); /* accepts NULL */
/* Ends the threads; what was read ahead is dropped. The identity counts all that was read. */
void pump_stop(struct pump *p);
/* So many pieces more may be out at once. */
void pump_allow(struct pump *p, size_t more);
/* Does it read by itself? Else pump_next() does, and may block. */
bool pump_reads_ahead(const struct pump *p);

/*
 * The next piece, with one user, or NULL at the end. wait (may be NULL) is called where it would wait for
 * bytes, and about once a second; false ends the input there. Errors come behind what was read.
 */
MUST_CHECK enum err pump_next(struct pump *p, bool (*wait)(void *ctx), void *ctx,
			      struct piece **out, struct why *why);

/* Memory that was filled elsewhere becomes a piece of one user; *mem is empty then. */
struct piece *pump_adopt(struct pump *p, struct buf *mem, size_t from);
void piece_hold(struct piece *x);
void piece_release(struct piece *x); /* accepts NULL */
