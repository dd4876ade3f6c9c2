/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch_form.h - the parts of the byte forms: the head, varints, and runs of counters.
 * Room: index, for sketch*.c alone. May include: base wire.
 */
#pragma once

#include "index/sketch.h"

void sketch_head(enum sketch_kind kind, struct buf *out);
/* Takes the head off; ERR_SYNTAX unless it is of this kind. */
MUST_CHECK enum err sketch_behead(struct str *bytes, enum sketch_kind kind, struct why *why);
enum err sketch_bad(struct why *why, const char *what);

/* LEB128, at most ten bytes, never longer than it must be. */
void sketch_put_varint(struct buf *out, uint64_t v);
bool sketch_take_varint(struct str *rest, uint64_t *v);

/*
 * n counters as: how many are not 0; then for each of these the number of zeros in front of it and
 * its value. Reading wants exactly that, up to the end of `rest`, and zeroes the others.
 */
void sketch_put_cells(struct buf *out, const uint64_t *cells, size_t n);
bool sketch_take_cells(struct str rest, uint64_t *cells, size_t n);
