/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_columns.h - where the values stand in a log of separated values (Zeek's TSV, CSV), told from
 * what the strict reader knows at this moment.
 *
 * For whoever looks at lines without parsing them (match/sieve). Columns change where the reader has read
 * a header line; event_reader_columns_version() tells whether they may have. One reader, one thread, and
 * lines in order: a reader that has not seen the headers knows no columns.
 *
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "wire/event_keys.h"

struct event_column {
	uint32_t at;    /* which cell of a line, from 0 */
	uint8_t class_; /* enum key_class */
	uint8_t field;  /* enum field */
	uint8_t kind;   /* CSV: what kind of event its value makes it */
	uint8_t rank;   /* CSV: of several kinds, the one of the lowest rank counts */
	bool many;      /* a set or vector: values are between set separators */
	bool answer;    /* of DNS: text with a space in it is no value */
	bool cert;      /* no value unless it has the length of a fingerprint */
};

enum columns_state {
	COLUMNS_NONE,    /* every line is for the strict reader, up to the next header */
	COLUMNS_WAITING, /* no header yet; each line may be one */
	COLUMNS_KNOWN
};

struct event_columns {
	enum columns_state state;
	/* A header may stand anywhere: a line that begins with '#'. Else such lines are comments. */
	bool headers;
	bool csv; /* cells may be in double quotes; blanks around a value are none of it */
	char separator, set_separator;
	uint32_t cells_min, cells_max; /* of a line; others are refused */
	enum event_kind kind;          /* of every event */
	bool roles;                    /* what is counted depends on more than is told here */
	struct str unset,
		empty; /* a cell that holds no value; the reader's, until the next header */
	size_t n;
	struct event_column v[EVENT_MAP_MAX]; /* those that are read, in the order of cells */
};

/* Does this reader have columns at all? (A Zeek log has, as long as its lines are not JSON.) */
bool event_reader_has_columns(const struct event_reader *r);
/* Changes whenever what event_reader_columns() says may have changed. */
uint64_t event_reader_columns_version(const struct event_reader *r);
void event_reader_columns(const struct event_reader *r, struct event_columns *out);
