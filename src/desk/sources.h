/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sources.h - the register of feeds: who publishes which set, and which sets are in force.
 *
 * The order is the configured order of hits: the source that was registered first comes first.
 *
 * Threads: one reader, one thread. Room: desk. May include: base wire store pack index.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "wire/indicator.h"

struct reader;

struct source {
	struct str name, publisher, licence, format;
	enum category category; /* CAT_NONE for warning lists */
	bool is_warnings;
	struct str set_hash;  /* hex of the set's identity: DIR/sets/<set_hash>.set */
	struct str file_hash; /* hex of the file last loaded */
	uint64_t count, refused;
	struct instant loaded;
};

/* All registered sources in configured order, in the arena. Between reader_begin and reader_end. */
MUST_CHECK enum err sources_list(struct reader *r, struct arena *a, struct source **out, size_t *n,
				 struct why *why);
/* The one of that name among them, or NULL. */
const struct source *sources_find(const struct source *list, size_t n, struct str name);
