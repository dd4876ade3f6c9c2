/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - the merged view of a chain of packs, thing by thing, each with where it comes from.
 *
 * Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

struct pack_thing {
	const char *kind; /* "articles", "mechanisms", ...: its folder; "above": of a text above */
	struct str id, title[2];
	struct str origin; /* the pack that brought it, the last that replaced it */
	struct str was;    /* the pack whose thing it replaced; empty: none */
	const char *file;  /* NULL: thawed */
};

/* In the order of kinds, then of ids; the array lives in the arena. */
struct pack_thing *pack_things(const struct pack *p, struct arena *a, size_t *n);
/* The ids of the chain, the root first. */
struct str *pack_chain(const struct pack *p, struct arena *a, size_t *n);
