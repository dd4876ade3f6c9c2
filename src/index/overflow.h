/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overflow.h - bytes that are appended now and read once, later, by somebody with bounded memory.
 *
 * Up to `keep` bytes stay in memory; from there on all of them go to a file without a name, which the
 * system takes back when it is closed, also after a crash. Where no such file can be made or
 * written (no folder, a full disk) memory is used after all: it never fails.
 *
 * Threads: one at a time. Room: index (private). May include: base.
 */
#pragma once

#include "base/buf.h"

struct overflow {
	struct buf b;
	size_t keep;
	const char *dir; /* borrowed */
	bool filing;     /* fd is open */
	int fd;
	uint64_t filed; /* bytes in the file; the rest is in b */
	void *map;
};

/* dir: where the file goes; NULL: /var/tmp. */
void overflow_open(struct overflow *s, size_t keep, const char *dir);
void overflow_close(struct overflow *s);

/* After a overflow_put_room(s, n), n bytes may be written to s->b by its own functions. */
void overflow_put_room(struct overflow *s, size_t n);
void overflow_put(struct overflow *s, struct str bytes);
static inline uint64_t overflow_bytes(const struct overflow *s)
{
	return s->filed + s->b.n;
}

/* All that was put, in one piece; lives until close. Nothing is put after it. */
struct str overflow_all(struct overflow *s);
