/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_stream.h - one binary log through one matcher: bytes -> batches of events -> hits.
 *
 * The same hits, counts and refusals as of lines (match_file.h); the place of a hit or a refusal is the
 * number of its record.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/match_file.h"
#include "wire/event_stream.h"

struct input;

/* From the first bytes, or as the run says; STREAM_GUESS: it is none of the binary formats. */
MUST_CHECK enum err match_stream_choose(const struct match_run *run, struct input *in,
					enum stream_format *format, struct why *why);
/* ERR_CORRUPT: nothing can be read behind some place; what came before it was matched. */
MUST_CHECK enum err match_stream(struct match_run *run, struct input *in, enum stream_format format,
				 struct why *why);

/* All that was given to the stream, matched; `base` is added to the numbers of its records. An error
 * ends the stream (ERR_CORRUPT); records that are refused do not. */
MUST_CHECK enum err match_stream_drain(struct match_run *run, struct event_stream *s, uint64_t base,
				       struct why *why);
