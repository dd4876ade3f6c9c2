/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch_topk.h - which are the most frequent? SpaceSaving (Metwally, Agrawal and El Abbadi, 2005).
 *
 * Keeps TOPK_KEYS keys; a count is never too small and at most `over` too large, and whatever makes
 * up more than 1/TOPK_KEYS of the total is there. It holds the keys themselves, so it is for keys that
 * are not personal (indicators, registered assets), stays in memory, and never leaves: it has no
 * byte form, and merging it would not be exact.
 *
 * Threads: one. Room: index. May include: base wire.
 */
#pragma once

#include "base/str.h"

enum { TOPK_KEYS = 128, TOPK_KEY_MAX = 255 };

struct topk;

struct topk_entry {
	struct str key; /* until the next topk_add() */
	uint64_t count, over;
};

struct topk *topk_open(void);
void topk_close(struct topk *t); /* accepts NULL */
/* A key longer than TOPK_KEY_MAX is told apart by its first bytes. */
void topk_add(struct topk *t, struct str key, uint64_t n);
/* The most frequent first, equal ones by key; at most `max`. Returns how many. */
size_t topk_list(const struct topk *t, struct topk_entry *out, size_t max);
