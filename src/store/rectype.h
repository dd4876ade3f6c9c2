/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rectype.h - what a record of a type looks like, as the pack declares it and the store keeps it.
 *
 * A descriptor is built by pack/ from packs/<pack>/records/<type>.yaml, checked there, and given to
 * the store, which makes the typed table from it (one table a type, a child table a list field).
 * The store adds the common columns itself (see store/schema.h); a type does not declare them, and
 * no field may take their names: rectype_check() refuses it.
 *
 * The JSON form stands in the frozen pack as the member "types" (an array of):
 *	{"name":"asset","label":{"en":"..","zh":".."},"subject":"thing","storage":"record",
 *	 "retention":"P5Y","origin":"core","fields":[{"name":"name","label":{..},"type":"text",
 *	 "privacy":"open","merge":"key","list":false,"required":true,"key":true,"unit":"","ref":"",
 *	 "codes":[]}]}
 * Members that are false, empty, "open", "record" or "key" (of a record's field) may be missing; an
 * unknown member is refused.
 *
 * All text borrows from the pack's arena. Limits: 256 types, 256 fields a type, 4,096 codes a
 *field. Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

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
	FT_SKETCH, /* BLOB (doc/formats/sketch.md); lower-case hex in JSON; aggregates only */
	FIELD_TYPES
};

enum privacy { PRIVACY_OPEN, PRIVACY_TOKEN, PRIVACY_SEALED };

enum storage_class {
	STORAGE_RECORD,    /* history; one leaf a change */
	STORAGE_AGGREGATE, /* updated in place; one leaf a batch */
};

/* How an aggregate's field merges when a row with the same key comes again. */
enum merge { MERGE_KEY, MERGE_SUM, MERGE_MIN, MERGE_MAX, MERGE_LAST, MERGE_SKETCH };

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

struct json;
struct json_writer;

/* One descriptor as JSON; every member is written. */
void rectype_write(const struct rec_type *t, struct json_writer *w);
/* One descriptor from its JSON form, text kept in `a`; checked by rectype_check(). */
MUST_CHECK enum err rectype_read(struct arena *a, const struct json *v, struct rec_type *out,
				 struct why *why);
/* All of an array of them, checked together. */
MUST_CHECK enum err rectype_read_all(struct arena *a, const struct json *array,
				     struct rec_type **out, size_t *count, struct why *why);

/*
 * Can the store make a table of it? Names are [a-z][a-z0-9_]*, at most 48 bytes, not a common
 * column, not an engine table; sealed and token fields are text and not part of the key; a
 * record's key is required; an aggregate has a key, no lists, no secrets, and sums only numbers; a
 * ref names its type. A record without key fields is allowed: its identity is its id alone.
 */
MUST_CHECK enum err rectype_check(const struct rec_type *t, struct why *why);
/* Each, and together: names of types and child tables differ, refs lead to types that are there. */
MUST_CHECK enum err rectype_check_all(const struct rec_type *t, size_t count, struct why *why);

const struct rec_field *rectype_field(const struct rec_type *t, struct str name); /* or NULL */
bool rectype_name_ok(struct str name);

/* The words of the JSON form ("text", "sealed", "sum", ...). */
const char *subject_word(enum subject s);
const char *field_type_word(enum field_type t);
const char *privacy_word(enum privacy p);
const char *storage_word(enum storage_class s);
const char *merge_word(enum merge m);
