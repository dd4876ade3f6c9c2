/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_live.h - a match without an end: stdin, and a log that grows (--follow). SIGINT and SIGTERM end it
 * cleanly: what was read is matched, written and committed.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/match_file.h"
#include "intake/input.h"

/* From now on the two signals only set what run->stop points to. */
void match_live_catch(struct match_run *run);
static inline bool match_live_stopped(const struct match_run *run)
{
	return run->stop && *run->stop;
}

/* Opens the file that grows, at run->place if that has been told; says so if its file is gone. */
MUST_CHECK enum err match_live_open(struct match_run *run, const char *path, struct input **in,
				    struct why *why);
/* Reading goes on in the middle of a file: the columns that its beginning names are read again. */
MUST_CHECK enum err match_live_header(struct match_run *run, struct input *in,
				      enum event_format format, struct event_reader *r,
				      struct why *why);
/* A block was given: where it ends, and whether it begins a file. Before its lines are numbered. */
void match_live_place(struct match_run *run, const struct input *in);
