/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warn.h - does a warning list name this indicator?
 *
 * The types of MISP's lists, as DESIGN section 6 reads them:
 *   string     the indicator's value equals the entry, both in canonical form
 *   hostname   the indicator's domain, or its URL's host, equals the entry or is below it
 *   cidr       its address or prefix, or its URL's host address, lies inside the entry
 *   substring  the entry is contained in its text; case of ASCII letters ignored
 *   regex      the entry matches its text (warn_regex.h)
 * So a parent is never held for its child, unless the list is of type hostname.
 *
 * Of several entries that name an indicator one is told: by type in the order above, then by list.
 *
 * Threads: build in one; find in any. Room: index (private). May include: base wire.
 */
#pragma once

#include "index/generation.h"

struct warn_index;

struct warn_hit {
	uint32_t list; /* number of the warning set */
	uint32_t row;  /* its row */
};

/* The sets must outlive the index. */
struct warn_index *warn_open(const struct generation_input *lists, size_t n);
void warn_close(struct warn_index *w); /* accepts NULL */
bool warn_find(const struct warn_index *w, enum indicator_kind kind, struct str value,
	       struct warn_hit *out);
/* Entries that cannot be applied (a host name that is none, a regex beyond POSIX). */
uint64_t warn_unusable(const struct warn_index *w);
size_t warn_bytes(const struct warn_index *w);
