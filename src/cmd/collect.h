/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect.h - a feed's entries, gathered into a set; what was refused, kept for the person.
 *
 * Room: cmd. May include: all.
 */
#pragma once

#include "base/buf.h"
#include "base/progress.h"
#include "base/why.h"
#include "index/set.h"
#include "intake/feed_load.h"

#include <stdio.h>

enum { COLLECT_SHOWN = 20 };

struct collect {
	const char *file;
	struct set_builder *indicators, *warnings;
	uint64_t indicator_count, warning_count;
	uint64_t refused_here;  /* taken by the feed's reader, but not by the node */
	uint64_t personal_here; /* the same: they speak of a person */
	struct progress progress;
	struct feed_load_result loaded; /* format, counts, identity */
	struct str title;               /* the feed's own name, in the arena, or empty */
	struct arena *arena, *scratch;
	struct buf shown; /* the first COLLECT_SHOWN refusals as text lines */
	uint64_t shown_count;
	FILE *refused_to; /* all refusals, or NULL */
	/* Asked for each address indicator; true refuses it (subscriber pools). May be NULL. */
	bool (*in_pool)(void *ctx, const struct indicator *ind);
	void *pool_ctx;
};

void collect_init(struct collect *c, const char *file, struct arena *a);
void collect_fini(struct collect *c);

/* Reads the whole feed. On an error what came before it is there all the same. */
MUST_CHECK enum err collect_feed(struct collect *c, enum feed_format format, struct str map,
				 struct why *why);
/* Prints the refusals that were kept, and how many more there were, to stderr. */
void collect_print_refused(const struct collect *c);
uint64_t collect_refused(const struct collect *c);
uint64_t collect_personal(const struct collect *c);

/* Does the query of a canonical URL hold an identifier of a person, however often encoded? */
bool collect_query_is_personal(struct str url, struct arena *a);
