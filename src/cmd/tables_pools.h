/* SPDX-License-Identifier: Apache-2.0 */
/* tables_pools.h - declared subscriber pools as a warning list: what lies in them is never matched, also
 * when the pool was declared after the feed was loaded. Room: cmd. May include: all. */
#pragma once

#include "cmd/tables.h"

/* Sets t->pools: a warning list that the tables own. */
MUST_CHECK enum err tables_pools(struct tables *t, struct reader *r, struct why *why);
