/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spool.h - a request's body that is too large to be held, given back line by line.
 *
 * What is put in may be about persons, so nothing of it may be left behind: up to SPOOL_MEMORY it
 * stays in memory, beyond that in a file that never had a name (O_TMPFILE in the node's folder, mode
 * 0600; where the file system has none, memory of the kernel's). It ends with its descriptor, however
 * the process ends.
 *
 * Threads: one at a time. Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

enum { SPOOL_MEMORY = 256 * 1024, SPOOL_LINE_MAX = 64 * 1024 };

struct spool;

/* In the arena, which must outlive it; `dir` too. */
struct spool *spool_open(struct arena *a, const char *dir);
void spool_close(struct spool *s); /* accepts NULL */

/* ERR_LIMIT: no room on the disk; ERR_IO. */
MUST_CHECK enum err spool_put(struct spool *s, struct str piece, struct why *why);
/* All is in: from now on it is read. */
MUST_CHECK enum err spool_rewind(struct spool *s, struct why *why);
/* The next line without its end, until the next call; *more is false behind the last. Of a line above
 * SPOOL_LINE_MAX its beginning, with *cut. */
MUST_CHECK enum err spool_line(struct spool *s, struct str *line, bool *cut, bool *more,
			       struct why *why);
