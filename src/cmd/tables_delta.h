/* SPDX-License-Identifier: Apache-2.0 */
/* tables_delta.h - the records of type `indicator` as the small layer over a node's generation.
 * Room: cmd. May include: all. */
#pragma once

#include "cmd/tables.h"

/* Sets t->delta (NULL where there is no such record). Its sets join t->sets. */
MUST_CHECK enum err tables_delta(struct tables *t, struct reader *r, struct why *why);
