/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_write.h - rows in their order become the columns of a set file, and those the file.
 *
 * Columns are gathered in such overflows; lengths, counts and the widths of numbers are known when the last row
 * was put, and only then the file is written, from its first byte to its last.
 *
 * Threads: one. Room: index (private). May include: base.
 */
#pragma once

#include "base/err.h"
#include "base/why.h"
#include "index/set_file.h"
#include "index/overflow.h"

/* A column of texts (set_text.h). */
struct set_text_column {
	struct overflow starts, lens, bytes;
	size_t rows;
};

struct set_columns {
	struct set_text_column values, refs; /* refs.rows is 0 until a row has one */
	struct overflow lines, class_of;     /* 4 bytes each until the file is written */
	uint32_t most_line;
	uint64_t rows;
	uint32_t kind_rows[SET_KINDS];
};
/* memory: bytes that the columns may take together before they go to files in `dir`. */
void set_columns_open(struct set_columns *c, size_t memory, const char *dir);
void set_columns_close(struct set_columns *c);
void set_columns_row(struct set_columns *c, unsigned kind, struct str value, struct str ref,
		     uint32_t class, uint32_t line);

/* Where the file goes: appended to a buf, or (buf NULL) written to fd. */
struct set_out {
	struct buf *buf;
	int fd;
	const char *name; /* of the file, for sentences */
	struct sha256 identity, content;
	uint64_t bytes; /* of the file */
};
/* identity and content (the digest of the whole file) are set. classes: sorted. */
MUST_CHECK enum err set_columns_write(struct set_columns *c, uint32_t sort,
				      const struct set_class *classes, size_t n,
				      struct set_out *out, struct why *why);
