/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.h - the seam behind which hostile input is decoded.
 *
 * worker_run() gives a decoder one file descriptor to read and one to write; framed records come
 * out, and nothing else happens. Today the decoder is a thread of this process; the same call
 * will re-execute the binary under seccomp. A decoder must therefore not touch anything but its
 * two descriptors, and its frames must carry everything.
 *
 * A frame: u32 little-endian payload length (at most WORKER_FRAME_MAX), u8 kind, payload.
 *
 * Threads: worker_run() from any; `frame` is called in the caller's thread.
 * Room: intake. May include: base wire store.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "wire/feed.h"

enum { WORKER_FRAME_MAX = 4 << 20 };

struct worker_job {
	enum feed_format format; /* FEED_GUESS: recognise */
	const char *name;        /* for recognising by name; may be NULL */
	struct str map;
};

struct worker_counts {
	uint64_t read, taken, refused, unmatchable, personal;
};

struct worker_result {
	enum feed_format format; /* as recognised */
	struct worker_counts counts;
	struct sha256 identity; /* of the bytes as given */
};

/* Decodes the feed at `path` ("-": stdin) and delivers its entries to sink, in order. The result is
 * filled also on error: what came before it was delivered. */
MUST_CHECK enum err worker_run(const char *path, const struct worker_job *job,
			       const struct feed_sink *sink, struct worker_result *result,
			       struct why *why);
