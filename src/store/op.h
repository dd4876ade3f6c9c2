/* SPDX-License-Identifier: Apache-2.0 */
/*
 * op.h - the operations of a batch, one after the other, as the writer reads them.
 *
 * The bytes may come from another process: every line is checked, and a line that is not what
 * batch.h says ends the reading (ERR_SYNTAX with the number of the operation). A body is handed on
 * unread.
 *
 * Threads: one. Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "store/batch.h"

enum op_kind { OP_ONCE, OP_PUT, OP_AMEND, OP_RETIRE, OP_TALLY, OP_FILE, OP_CURSOR };

struct op {
	enum op_kind kind;
	struct str type, id;     /* put, amend, retire, tally */
	struct str name;         /* cursor; once: its kind; file: its path */
	struct str identity;     /* once, file (hex) */
	struct str body;         /* put, amend, retire, tally, cursor */
	uint64_t line, oversize; /* oversize: bytes of a body that was left out */
};

struct op_reader {
	struct str rest;
	size_t count;
	struct str tally_head, tally_type; /* the last: tallies come by the thousand */
};

/* Reads the first line. actor and reason live in `a`. */
MUST_CHECK enum err op_open(struct op_reader *r, struct str bytes, struct arena *a,
			    struct str *actor, struct str *reason, struct why *why);
/* *more is false at the end. Text lives in `a` or borrows from the bytes. */
MUST_CHECK enum err op_next(struct op_reader *r, struct arena *a, struct op *op, bool *more,
			    struct why *why);
