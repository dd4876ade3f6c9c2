/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owed_list.h - from the desk's returns to the board: which measure waits for whose return, how late.
 *
 * Threads: as the reader. Room: serve. May include: all but cmd.
 */
#pragma once

#include "gauge/owed.h"

/* Each return and debtor with the oldest that is not filed, once a measure that it feeds; late ones first. */
MUST_CHECK enum err owed_list(struct reader *r, const struct pack *p, struct instant at,
			      struct arena *a, struct gauge_owed_list *out, struct why *why);
