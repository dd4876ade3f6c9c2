/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation_int.h - a generation from inside: for those that build it, keep it in a file, and ask it.
 *
 * An entry is a distinct (kind, value). Its number is that of its row (all rows of all sets are numbered
 * through), or their count and a place in `lists`, where several rows say the same. Values are never
 * copied: they stay in the mapped sets.
 *
 * Room: index (private). May include: base wire.
 */
#pragma once

#include "base/vec.h"
#include "index/generation.h"
#include "index/names.h"
#include "index/prefixes.h"
#include "index/url_hosts.h"
#include "index/warn.h"

#include <pthread.h>

struct source_set {
	const struct set *set;
	struct str name;
	enum category category;
	uint32_t first; /* the number of its row 0 among all rows */
};

/* The index of the warning lists is needed to build, and to explain; a generation that comes from a file
 * makes it when it is first asked to explain. */
struct late_warn {
	pthread_mutex_t lock;
	struct warn_index *index; /* or NULL */
};

struct generation {
	struct arena *arena; /* names of sources */
	struct source_set *sets, *warnings;
	size_t set_count, warning_count;
	const uint32_t *lists; /* count, then so many rows; and so on */
	size_t list_words;
	struct names names;
	struct prefixes prefixes;
	struct tags exact;
	struct fast_key exact_key;
	struct url_hosts url_hosts;
	struct late_warn *warn;
	struct generation_counts counts;
	struct sha256 identity;
	void *region; /* all tables in one piece, from a file; NULL: each is its own */
	size_t region_bytes;
};

/* A generation over its inputs, with no tables yet. */
struct generation *generation_new(const struct generation_input *sets, size_t set_count,
				  const struct generation_input *warnings, size_t warning_count);
/* The index of the warning lists, made if need be; NULL: there are none. */
const struct warn_index *generation_warn(const struct generation *g);

/* The set of a row, by its number among all rows; *row becomes its number in the set. */
const struct source_set *generation_set_of(const struct generation *g, uint32_t *row);

/* More than any entry's number is. */
static inline uint32_t generation_entry_most(const struct generation *g)
{
	return (uint32_t)(g->counts.rows + g->list_words);
}

static inline bool generation_is_address(unsigned kind)
{
	return kind == IND_IPV4 || kind == IND_IPV6 || kind == IND_CIDR;
}

/* Kinds that are asked for exactly share a table; who asks compares the kind as well. */
static inline uint64_t generation_exact_hash(const struct generation *g, struct str value)
{
	return fast_whole(&g->exact_key, value.p, value.n);
}
