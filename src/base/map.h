/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map.h - from text to a number or a pointer, with a key that attackers cannot guess.
 *
 * The map owns copies of its keys. Insertion order is kept: map_at(m, 0..n-1). There is no
 * removal; a map lives as long as its job. Pointers returned die at the next map_put.
 *
 * Threads: one writer and no readers, or any number of readers. Room: base. May include: libc.
 */
#pragma once

#include "base/str.h"

#include <stdint.h>

struct map;

struct map_entry {
	struct str key;
	union {
		uint64_t u;
		int64_t i;
		void *p;
	};
};

struct map *map_open(void);
void map_close(struct map *m); /* accepts NULL */

/* The entry for key, made (value 0) if it is not there; *is_new may be NULL. */
struct map_entry *map_put(struct map *m, struct str key, bool *is_new);
struct map_entry *map_get(const struct map *m, struct str key); /* or NULL */
size_t map_count(const struct map *m);
struct map_entry *map_at(const struct map *m, size_t i);
