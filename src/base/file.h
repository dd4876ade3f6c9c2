/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.h - whole files in, whole files out.
 *
 * Reading is bounded by the caller. file_publish() is the only way in which the program makes
 * an immutable file: write to a temporary name beside it, fsync, rename, fsync the folder.
 * A failed fsync aborts the process (the page cache may have dropped what was not written).
 *
 * Threads: all. Room: base. May include: libc.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

/* The whole file in the arena. ERR_NOTFOUND, ERR_LIMIT above `limit` bytes, ERR_IO. */
MUST_CHECK enum err file_read(const char *path, size_t limit, struct arena *a, struct str *out,
			      struct why *why);

/* Makes `path` hold exactly `bytes`, durably and atomically; replaces what was there. */
MUST_CHECK enum err file_publish(const char *path, struct str bytes, unsigned mode,
				 struct why *why);

/* fsync of an open file or folder; aborts when the disk refuses. `name` is for the message. */
void file_sync(int fd, const char *name);
/* The same for the folder at `path`. */
MUST_CHECK enum err file_sync_dir(const char *path, struct why *why);

/* All of the bytes, or an error: write(2) until done. */
MUST_CHECK enum err file_write_all(int fd, struct str bytes, const char *name, struct why *why);

/* A folder, made if it is not there (its parent must be). */
MUST_CHECK enum err file_make_dir(const char *path, unsigned mode, struct why *why);
