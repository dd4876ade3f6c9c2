/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_columns.h - what the sieve knows of the columns of separated values, for the line at hand.
 *
 * It asks the strict reader before each block whether a header has changed them. A block is
 * scanned up to the end of its first run of header lines: these are for the strict reader, and
 * what stands behind them is another block (sieve.h).
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_inner.h"
#include "wire/event_columns.h"

/* A longer line is for the strict reader: it may hold more values than an event can. */
enum { COLUMNS_LINE = EVENT_VALUES_MAX - 1 };

/* By its first byte, a line may be none of values. */
enum line_start { START_USUAL, START_ODD, START_HEADER, START_COMMENT };

struct sieve_columns {
	const struct event_reader *reader;
	uint64_t version; /* of what follows; UINT64_MAX: not asked yet */
	enum columns_state state;
	bool csv, headers;
	char separator, set_separator;
	uint32_t cells_min, cells_max;
	uint8_t kind;
	unsigned flags; /* that a line begins with */
	struct str unset, empty;
	uint8_t first[256];                          /* enum line_start by a line's first byte */
	struct event_column want[EVENT_MAP_MAX + 1]; /* then one whose `at` is beyond all */
	struct event_columns told;                   /* scratch */

	/* while scanning */
	bool stop;     /* behind a header */
	uint16_t rank; /* of the line's kind */
	/* of the byte before these 64: inside of quotes (all bits); a closing quote, a carriage return, the
	 * end of a cell (bit 0) */
	uint64_t inside, after_close, after_return, after_end;
};

/* NULL: the reader has none. */
struct sieve_columns *sieve_columns_open(struct arena *a, const struct event_reader *r);
/* The block at hand, unless it is JSON: false, and nothing was done. */
bool sieve_columns_scan(struct sieve *s);
