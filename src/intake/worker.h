/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.h - the seam behind which hostile input is decoded.
 *
 * worker_run() gives a decoder a descriptor to read, a job of flat bytes, and a place to put
 * frames; framed records come out, and nothing else happens. Today the decoder is a thread of this
 * process; the same call will re-execute the binary under seccomp. A decoder must therefore touch
 * nothing but what it was given, and its frames must carry everything.
 *
 * Frames are bounded (frame.h). A slow listener pushes back: the pipe holds a few hundred KiB, then
 * the decoder waits. A decoder that dies without its verdict closes the pipe: ERR_CORRUPT here, no
 * hang. A listener that returns an error ends the job as soon as the decoder puts its next block or
 * its input ends.
 *
 * Threads: worker_run() from any; `frame` is called in the caller's thread.
 * Room: intake. May include: base wire store.
 */
#pragma once

#include "base/err.h"
#include "base/why.h"
#include "intake/frame.h"

/* Kinds are 1..255, the decoder's own. The result is its verdict; `why` is set on error. */
typedef enum err worker_decode_fn(int fd_in, struct str job, struct frame_out *out,
				  struct why *why);
/* payload lives until the return. */
typedef enum err worker_frame_fn(void *ctx, unsigned kind, struct str payload, struct why *why);

/* The decoder's verdict, or the listener's error, or ERR_CORRUPT. fd_in and job are borrowed. All
 * frames sent before an error have been delivered. */
MUST_CHECK enum err worker_run(worker_decode_fn *decode, int fd_in, struct str job,
			       worker_frame_fn *frame, void *ctx, struct why *why);
