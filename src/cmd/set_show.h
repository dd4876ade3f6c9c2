/* SPDX-License-Identifier: Apache-2.0 */
/* set_show.h - what `cresset set dump` and `cresset set diff` print. Room: cmd. May include: all. */
#pragma once

#include "index/set.h"

/* All rows to stdout: as a dump (wire/feed_dump.h), or (plain) one value a line. */
void set_show_dump(const struct set *s, bool plain);
/* What b has and a has not, and the other way: counts first. Both of the same sort. */
void set_show_diff(const struct set *a, const struct set *b, bool json);
