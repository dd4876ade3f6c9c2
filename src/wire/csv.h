/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.h - comma-separated rows: RFC 4180 with the habits of real feeds.
 *
 * Byte-order mark, CRLF or LF or CR, quoted fields with separators, doubled quotes and newlines,
 * comment lines (first byte '#', outside quotes), white space around an unquoted field, a
 * separator other than the comma (guessed among , ; TAB | from the first row). A quote that never
 * closes costs that row to its line's end, not the file: reading goes on at the next line.
 *
 * Limits: row 1 MiB, 4,096 fields. Threads: one reader, one thread. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

enum { CSV_ROW_MAX = 1 << 20, CSV_FIELDS_MAX = 4096 };

struct csv_reader;

/* sep 0: guess. comments: lines that begin with '#' are skipped. */
struct csv_reader *csv_open(struct arena *a, struct str in, char sep, bool comments);

/*
 * The next row: *fields and *n live until the next call. ERR_OK with *n == 0 at the end. On
 * ERR_SYNTAX / ERR_LIMIT this row is lost (why has line and column) and the next call goes on.
 * Fields without doubled quotes are slices of the input.
 * An empty line is no row.
 */
MUST_CHECK enum err csv_next(struct csv_reader *r, struct str **fields, size_t *n, struct why *why);
uint64_t csv_line(const struct csv_reader *r); /* physical line where the last row began */
char csv_separator(const struct csv_reader *r);

/* Writing: quotes only where needed; "\r\n" rows. Formula signs at the start of a text field
 * (= + - @) are defused with a leading apostrophe when `defuse` is set. */
void csv_field(struct buf *out, struct str s, bool first, bool defuse);
void csv_end_row(struct buf *out);
