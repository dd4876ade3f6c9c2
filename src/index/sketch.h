/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch.h - what the three sketches that are kept and sent have in common: their bytes.
 *
 * A sketch is a summary of fixed size that can be merged: what k nodes have merged equals, bit for
 * bit, what one node would have that saw everything. Its bytes (doc/formats/sketch.md) are canonical:
 * one sketch, one byte string, and a reader refuses any other.
 *
 * There is no question "is this value in it?", here or anywhere: nothing offers it, and none may.
 *
 * Limits: SKETCH_BYTES_MAX. Threads: pure. Room: index. May include: base wire.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

enum { SKETCH_HEAD = 4, SKETCH_BYTES_MAX = 1 << 18 };

enum sketch_kind { SKETCH_HLL = 1, SKETCH_CM = 2, SKETCH_DD = 3 };
const char *sketch_kind_name(enum sketch_kind k); /* "hll", "cm", "dd" */

/* By its first bytes alone; the rest may be anything. */
MUST_CHECK enum err sketch_kind_of(struct str bytes, enum sketch_kind *out, struct why *why);
/* Is it a sketch, wholly and canonically? ERR_SYNTAX with the sentence. */
MUST_CHECK enum err sketch_check(struct str bytes, struct why *why);
/* Appends the merged bytes. ERR_SYNTAX: one is no sketch; ERR_CONFLICT: two kinds. */
MUST_CHECK enum err sketch_merge(struct str a, struct str b, struct buf *out, struct why *why);
