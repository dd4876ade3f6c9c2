/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scratch.h - a store in memory: what would a node make of these records?
 *
 * Records go through the same door as a node's (checked, normalised, versioned, projected), so that
 * references, lists, codes and required fields behave as there; nothing touches a disk. Between
 * scratch_begin() and scratch_undo() it fills; then it is empty again. Its tables are seen through
 * the views of schema_asof_sql(), as a reader's are.
 *
 * Threads: one. Room: store. May include: base wire.
 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "base/why.h"
#include "store/rectype.h"

struct scratch;
struct sqlite3;

/* The types must outlive it. */
MUST_CHECK enum err scratch_open(const struct rec_type *types, size_t count, struct scratch **out,
				 struct why *why);
void scratch_close(struct scratch *s); /* accepts NULL */
struct sqlite3 *scratch_db(struct scratch *s);

MUST_CHECK enum err scratch_begin(struct scratch *s, struct why *why);
void scratch_undo(struct scratch *s);
/* One record (or row of an aggregate), as cresset load takes it, recorded at that time. A refusal is
 * an error; what was put before stays. */
MUST_CHECK enum err scratch_put(struct scratch *s, struct str type, struct str body_json,
				struct instant recorded, struct why *why);
