/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paging.h - from where to where in a list? Times and cursors of a query.
 *
 * Threads: pure. Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/clock.h"
#include "serve/params.h"

/* RFC 3339 or a civil date (its first instant, UTC); `none` when it was not given. */
MUST_CHECK enum err paging_instant(const struct params *q, const char *name, struct instant none,
				   struct instant *out, struct why *why);

/*
 * A place in a list ordered by (window, row), both descending: the last row that was given out. It
 * is no secret and needs no signature: all it can ask for is where to go on reading what the list
 * shows anyway.
 */
struct cursor {
	int64_t window, row;
};
struct str cursor_write(struct arena *a, struct cursor c);
MUST_CHECK enum err cursor_read(struct str text, struct cursor *out, struct why *why);
