/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch_key.h - under which key are clients counted today, and is yesterday's gone?
 *
 * DIR/keys/sketch-YYYYMMDD (16 bytes, 0600) is the key of that day (UTC, by the clock, not by the
 * events). It has nothing to do with the keys of tokens. The first who asks on a day makes it;
 * everybody else on the node reads it, so that their sketches can be merged. Whoever asks on a later day,
 * and the running node within a minute of midnight, destroys it: overwritten, removed, the folder
 * synced. From then on a sketch of that day can be merged and estimated, and nothing else. (A disk may
 * keep an overwritten block out of reach of programs; a node that must be safe against its own disk
 * being taken apart encrypts it.)
 *
 * Threads: all. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/prf.h"
#include "base/why.h"

struct sketch_key {
	struct prf_key key;
	char day[11]; /* "2026-11-20" */
};

/* The key of now's day; keys of earlier days are destroyed. Wipe it (mem_wipe) when done. */
MUST_CHECK enum err sketch_key_of(const char *node_dir, struct instant now, struct sketch_key *out,
				  struct why *why);
/* Destroys the keys of days before now's. */
MUST_CHECK enum err sketch_keys_end(const char *node_dir, struct instant now, struct why *why);
