/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h - what a decoder says, as bytes in a pipe: framed records, and the pieces inside them.
 *
 * A frame: u32 little-endian payload length (at most FRAME_MAX), u8 kind, payload. Kind FRAME_END
 * (0) is the worker's own: it is the last frame, holds the decoder's verdict, and its absence means
 * that the decoder died. Pieces: unsigned LEB128 integers (at most 10 bytes), texts as length and
 * bytes. The reading side trusts nothing: every get checks, every kind checks that nothing is left.
 *
 * Threads: one end, one thread. Room: intake. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

enum { FRAME_MAX = 4 << 20, FRAME_BLOCK = 64 << 10, FRAME_END = 0, FRAME_HEAD = 5 };

/* ---- the decoder's end: frames gather in a block, blocks go out whole ---- */

struct frame_out {
	int fd; /* a socket; borrowed */
	struct buf block;
	size_t begun; /* where in the block the open frame starts */
	bool stopped; /* the other end is gone */
};

/* Append the payload to what frame_begin() returns, then call frame_end(). */
struct buf *frame_begin(struct frame_out *o, unsigned kind);
/* ERR_STOPPED: nobody listens any more, stop decoding. ERR_LIMIT: above FRAME_MAX, not sent. */
MUST_CHECK enum err frame_end(struct frame_out *o);
MUST_CHECK enum err frame_flush(struct frame_out *o);
void frame_out_fini(struct frame_out *o);

/* ---- the listener's end ---- */

/* Takes one frame off *rest. *whole false: more bytes are needed. ERR_CORRUPT: no frame. */
MUST_CHECK enum err frame_take(struct str *rest, unsigned *kind, struct str *payload, bool *whole);

/* ---- pieces ---- */

void frame_put_uint(struct buf *b, uint64_t v);
void frame_put_str(struct buf *b, struct str s);
void frame_put_why(struct buf *b, const struct why *why);
/* Take a piece off *rest; false: it is not there, or not well-formed. A text is a slice. */
bool frame_get_uint(struct str *rest, uint64_t max, uint64_t *v);
bool frame_get_str(struct str *rest, size_t max, struct str *s);
bool frame_get_why(struct str *rest, struct why *why);
