/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tables.h - what a match probes: sets from list files or from a node, compiled.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "index/delta.h"
#include "index/generation.h"

struct node;
struct reader;

struct tables {
	struct arena *arena;
	VEC(struct set *) sets;        /* owned */
	VEC(struct buf) bytes;         /* of those that are in no file */
	struct generation_input pools; /* declared subscriber pools; its set is NULL: none */
	struct generation *generation;
	struct delta *delta; /* or NULL */
	uint64_t refused;    /* entries of list files that were refused */
	bool worth_keeping;  /* compiled here, and large: see tables_keep() */
};

/* Each file is an indicator list, or a warning list (told by its content). Refusals go to stderr. */
MUST_CHECK enum err tables_from_files(struct tables *t, const char *const *paths, size_t n,
				      struct why *why);
/* The node's active sets in configured order, and the changes since (records of type indicator). */
MUST_CHECK enum err tables_from_node(struct tables *t, const struct node *node, struct reader *r,
				     struct why *why);
/* The sets alone, and the changes alone (into an empty struct tables, over `base`, which outlives it): for
 * those who keep one while the other changes. */
MUST_CHECK enum err tables_base(struct tables *t, const struct node *node, struct reader *r,
				struct why *why);
MUST_CHECK enum err tables_changes(struct tables *t, const struct tables *base, struct reader *r,
				   struct why *why);
/*
 * A large generation that was compiled here goes to DIR/cache, where the next command finds it; those
 * that are not in force any more are removed. For commands that may write to the node; nothing
 * depends on its success.
 */
void tables_keep(const struct tables *t, const struct node *node);
/* The set is closed with the tables. */
void tables_own_set(struct tables *t, struct set *set);
/* What the builder holds, as a set whose bytes the tables own; it is not yet owned itself. */
MUST_CHECK enum err tables_finish(struct tables *t, struct set_builder *b, struct set **out,
				  struct why *why);
void tables_close(struct tables *t); /* accepts one that was never filled */
