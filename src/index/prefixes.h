/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefixes.h - address prefixes of both families, and which of them cover a given one.
 *
 * In front of IPv4 stands a bitmap of the /24s in which anything is listed: most addresses of a log
 * end there. Behind it, one probe for each prefix length that occurs, from long to short.
 *
 * The walk proposes; the caller compares the prefix of `id` with walk.now (tags.h).
 *
 * Threads: fill in one; read in any. Room: index (private). May include: base wire.
 */
#pragma once

#include "base/hash.h"
#include "index/tags.h"
#include "wire/addr.h"

struct prefixes {
	struct tags tags;
	struct hash_key key;
	uint64_t *v4_blocks; /* a bit for each /24; NULL while no IPv4 is listed */
	uint64_t lens[2][3]; /* the lengths that occur, as bits: [0] IPv4, [1] IPv6 */
};

void prefixes_open(struct prefixes *p, size_t count);
void prefixes_close(struct prefixes *p);
void prefixes_put(struct prefixes *p, struct prefix prefix, uint32_t id);
size_t prefixes_bytes(const struct prefixes *p);

struct prefix_walk {
	struct prefix now; /* the prefix of the last proposal */
	struct addr addr;
	const struct prefixes *prefixes;
	struct tags_probe probe;
	int len; /* the next length to look at, or -1 */
};

/* Proposals that cover `inner`, from long to short. */
void prefix_walk_start(struct prefix_walk *w, const struct prefixes *p, struct prefix inner);
bool prefix_walk_next(struct prefix_walk *w, uint32_t *id);
