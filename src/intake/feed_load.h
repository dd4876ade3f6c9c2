/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_load.h - a feed's file or stdin becomes entries, decoded behind the worker's seam.
 *
 * The decoder (unpacking, recognising, reading) runs on the other side of a pipe; the sink is
 * called here, in the caller's thread, while the decoder goes on reading.
 *
 * Threads: from any; one sink, one thread. Room: intake. May include: base wire store.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "wire/feed.h"

struct feed_load_job {
	enum feed_format format; /* FEED_GUESS: recognise */
	const char *name;        /* for recognising by name; NULL: the path */
	struct str map;          /* for CSV (feed.h); at most 64 KiB */
};

struct feed_load_counts {
	uint64_t read, taken, refused, unmatchable, personal; /* read is the sum of the others */
};

struct feed_load_result {
	enum feed_format format; /* as recognised; FEED_GUESS if it was not */
	struct feed_load_counts counts;
	struct sha256 identity; /* of the bytes as given; zeros if they could not be read */
};

/*
 * Decodes the feed at `path` ("-": stdin) and delivers its entries to sink, in order. The result is
 * filled also on error: what came before it was delivered. Of a broken archive the whole lines are
 * read and ERR_CORRUPT comes at the end.
 */
MUST_CHECK enum err feed_load(const char *path, const struct feed_load_job *job,
			      const struct feed_sink *sink, struct feed_load_result *result,
			      struct why *why);
