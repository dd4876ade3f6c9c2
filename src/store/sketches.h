/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketches.h - fields that are sketches: what they are is known elsewhere (index/sketch.h).
 *
 * The store keeps a sketch's bytes and merges them in place, in the transaction that brings more. How,
 * it is told once, at the start of the program, because index stands beside it in the house. A
 * program that was not told refuses rows with sketches.
 *
 * Threads: sketches_are() before any other; else pure. Room: store. May include: base wire.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

struct sketches {
	enum err (*check)(struct str bytes, struct why *why);
	/* Appends what both are together. */
	enum err (*merge)(struct str a, struct str b, struct buf *out, struct why *why);
};

void sketches_are(const struct sketches *s); /* lives as long as the program */

MUST_CHECK enum err sketches_check(struct str bytes, struct why *why);
/* Lower-case hexadecimal, two digits a byte, into hex.n / 2 bytes; false if it is not that. */
bool sketches_unhex(struct str hex, unsigned char *out);

/* The SQL function sketch_merge(a, b) for a connection that writes; NULL is no sketch. */
struct sqlite3;
void sketches_function(struct sqlite3 *db);
