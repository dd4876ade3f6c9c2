/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_threads.h - a log of lines on several cores: one thread reads blocks, each other one has a
 * reader, a sieve and a matcher of its own, over the same tables.
 *
 * What comes out is what one thread gives: the same hits, counts and refusals with the same line
 * numbers. Their order is that of the input where run->ordered asks for it, and then byte for byte
 * that of one thread; else blocks are given as they are done. The callbacks of `run` are called by one
 * thread at a time.
 *
 * Only where lines mean the same wherever they stand: EVE, NDJSON and Zeek's JSON. A Zeek log that
 * has column headers is read by one thread from there on; CSV always is.
 *
 * Memory: 2 * threads + 2 blocks and their hits. Threads: any one calls it. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/match_file.h"

enum { MATCH_THREADS_MAX = 64 };

/* How many threads this input is worth: run->threads, or (0) the cores for a large file, else 1. */
unsigned match_threads_for(const struct match_run *run, struct input *in, enum event_format format);

/* Reads `in` to its end, as match_file() does; r is for what one thread has to read. */
MUST_CHECK enum err match_threads(struct match_run *run, struct input *in, enum event_format format,
				  struct event_reader *r, unsigned threads, struct why *why);
