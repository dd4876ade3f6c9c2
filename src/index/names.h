/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h - domain names, and which of them cover a given one.
 *
 * One probe for each suffix at a label border, from the whole name to its last label; a mask of
 * the label counts that occur skips the others. The hash of a name is chained label by label from its
 * end, so that a name is hashed once for all its suffixes. All probes of a name are hashed and their
 * lines asked for before the first is looked at.
 *
 * The walk proposes; the caller compares the text of `id` with walk.now (tags.h).
 *
 * Threads: fill in one; read in any. Room: index (private to index and match). May include: base wire.
 */
#pragma once

#include "base/fasthash.h"
#include "base/str.h"
#include "index/tags.h"

enum { NAME_LABELS_MAX = 127, NAME_MAX_BYTES = 253 };

struct names {
	struct tags tags;
	struct fast_key key;
	uint64_t label_counts; /* bit k: names of k labels occur; bit 63: of 63 and more */
};

static inline uint64_t names_label_bit(unsigned labels)
{
	return 1ull << (labels < 63 ? labels : 63);
}

/* count numbers up to `most` (tags.h). */
void names_open(struct names *n, size_t count, uint32_t most);
void names_close(struct names *n);
/* Makes the name (canonical) known and returns its hash, for tags_put(). */
uint64_t names_enter(struct names *n, struct str name);
static inline void names_put(struct names *n, struct str name, uint32_t id)
{
	tags_put(&n->tags, names_enter(n, name), id);
}
/* The hash of a whole name: what the tables of names and of URL hosts (same key) are filled with. */
uint64_t names_hash(const struct fast_key *key, struct str name);

struct name_walk {
	struct str now; /* the suffix of the last proposal */
	struct str name;
	const struct names *names;
	struct tags_probe probe;
	unsigned left; /* suffixes not yet probed; the longest are last */
	uint8_t at[NAME_LABELS_MAX + 1];
	uint64_t hash[NAME_LABELS_MAX + 1];
};

/* Proposals from the most specific to the least, for a canonical or a folded name (it may hold any
 * byte and empty labels). A name that is too long has none. */
void name_walk_start(struct name_walk *w, const struct names *n, struct str name);
bool name_walk_next(struct name_walk *w, uint32_t *id);
