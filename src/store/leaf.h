/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leaf.h - the bytes of a ledger leaf, and the Merkle root over rows (doc/formats/leaf.md).
 *
 * A leaf is canonical JSON with ids, times and salted digests only: it can be published while what
 * it commits to stays here. Roots are RFC 6962 section 2.1: leaf hash H(0x00 || bytes), node hash
 * H(0x01 || left || right).
 *
 * Threads: pure. Room: store. May include: base wire.
 */
#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "store/rec_id.h"

enum { LEAF_SALT = 32, LEAF_MAX = 2048 };

struct leaf_salt {
	unsigned char b[LEAF_SALT];
};

struct leaf_salt leaf_salt_new(void);
/* H(salt || bytes). */
struct sha256 leaf_commit(struct leaf_salt salt, struct str bytes);

/* The four kinds. */
struct str leaf_version(struct arena *a, struct str type, struct rec_id rec, uint64_t ver,
			struct instant recorded, struct sha256 pack, struct sha256 commit);
struct str leaf_tally(struct arena *a, uint64_t rows, struct instant recorded, struct sha256 pack,
		      struct sha256 commit);
struct str leaf_file(struct arena *a, struct str path, struct sha256 identity,
		     struct sha256 content, uint64_t size, struct instant recorded);
struct str leaf_pack(struct arena *a, struct str id, struct sha256 pack, struct instant recorded);

/* A tree that grows leaf by leaf and keeps one digest a level. */
struct merkle {
	uint64_t n;
	struct sha256 level[64];
};

void merkle_add(struct merkle *m, struct str leaf);
/* Of no leaves: H(""). */
struct sha256 merkle_root(const struct merkle *m);
