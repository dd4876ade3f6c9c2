/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rectype.h - what a record of a type looks like, as the pack declares it and the store keeps it.
 *
 * A descriptor is built by pack/ from packs/<pack>/records/<type>.yaml, checked there, and given to
 * the store, which makes the typed table from it (one table a type, a child table a list field).
 * The store adds the common columns itself (see store/schema.h); a type does not declare them.
 *
 * All text borrows from the pack's arena. Room: store. May include: base wire.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum subject {
	SUBJECT_ORGANISATION,
	SUBJECT_PLACE,
	SUBJECT_THING,
	SUBJECT_DOCUMENT,
	SUBJECT_EVENT,
	SUBJECTS
};

enum field_type {
	FT_TEXT,
	FT_INTEGER,
	FT_REAL,
	FT_BOOLEAN, /* 0, 1 */
	FT_DATE,    /* TEXT, civil, YYYY-MM-DD */
	FT_INSTANT, /* INTEGER, microseconds UTC; RFC 3339 in JSON */
	FT_CODE,    /* TEXT from a closed list */
	FT_REF, /* a record of type `ref`: its natural key or id in JSON, rowid-free id BLOB in the
		   table */
	FT_MONEY,  /* INTEGER minor units; the currency is a field of its own */
	FT_PREFIX, /* TEXT canonical CIDR; the store adds <name>_lo, <name>_hi BLOB columns for
		      look-ups */
	FT_DOMAIN, /* TEXT canonical name */
	FIELD_TYPES
};

enum privacy { PRIVACY_OPEN, PRIVACY_TOKEN, PRIVACY_SEALED };

enum storage_class {
	STORAGE_RECORD,    /* history; one leaf a change */
	STORAGE_AGGREGATE, /* updated in place; one leaf a batch */
};

/* How an aggregate's field merges when a row with the same key comes again. */
enum merge { MERGE_KEY, MERGE_SUM, MERGE_MIN, MERGE_MAX, MERGE_LAST };

struct rec_field {
	struct str name;
	struct str label[2]; /* enum lang */
	enum field_type type;
	enum privacy privacy;
	enum merge merge;         /* aggregates only */
	bool list, required, key; /* key: part of the natural key */
	struct str unit, ref;
	struct str *codes;
	size_t code_count;
};

struct rec_type {
	struct str name;
	struct str label[2];
	enum subject subject;
	enum storage_class storage;
	struct rec_field *fields;
	size_t field_count;
	struct str retention; /* "P5Y", or empty: no limit */
	struct str origin;    /* the pack that declared it */
};
