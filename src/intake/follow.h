/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow.h - a log file that grows, is truncated, or is renamed and made anew, read like `tail -F`.
 *
 * A file that stood at the path is read to its end, also under another name, and left when it has been at
 * rest for a second and a newer one at the path has its first byte: a producer that has not yet heard of
 * the rotation writes on into the old one. A file that became shorter is read from its beginning. A line that had no newline when its file
 * was left or truncated is ended there; one read never spans two files.
 *
 * What cannot be seen: a file truncated and grown beyond where it was between two looks (200 ms while at
 * rest, else each read), and one that came and was removed or compressed between them.
 *
 * Going on after a restart: a place is (inode, time of birth, offset). If the file at the path is another, the one
 * of the place is sought beside it, as PATH.1, PATH-20260131 and the like (digits and .-_TZ+: behind the
 * name), and those of such names that were written later are read before the one at the path. One that was compressed
 * or removed meanwhile is lost, and follow_lost() says so.
 *
 * Limits: FOLLOW_FILES files that wait to be read (then the oldest are read first, the newer when there is
 * room). Threads: one. Private to intake/input.c. Room: intake. May include: base.
 */
#pragma once

#include "base/str.h"
#include "base/why.h"

enum { FOLLOW_FILES = 256, FOLLOW_POLL_MS = 200 };

struct follow_place {
	uint64_t inode;   /* 0: no place */
	uint64_t born_us; /* 0: the file system does not tell */
	uint64_t offset;
};

struct follow;

/* from: go on there; inode 0: at the beginning of the file at the path. ERR_NOTFOUND; ERR_ARG: no regular file. */
MUST_CHECK enum err follow_open(const char *path, struct follow_place from, struct follow **out,
				struct why *why);
void follow_close(struct follow *f); /* accepts NULL */

/* What there is, up to n bytes; 0: nothing now. */
MUST_CHECK enum err follow_read(struct follow *f, char *to, size_t n, size_t *got, struct why *why);
/* The first bytes of the file that is read now (or of the next, if it is empty). */
size_t follow_head(struct follow *f, char *to, size_t n);
void follow_pause(void); /* FOLLOW_POLL_MS, or until a signal */

struct follow_place follow_place(const struct follow *f); /* behind what was read last */
uint64_t follow_files(const struct follow *f); /* how many were begun, from 1; for line numbers */
uint64_t follow_bytes(const struct follow *f); /* read so far */
bool follow_resumed(const struct follow *f);   /* it did not begin at the beginning of a file */
bool follow_lost(const struct follow *f);      /* `from` was not found */
