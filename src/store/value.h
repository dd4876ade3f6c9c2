/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value.h - is this JSON a record of that type? If so: its one normal form.
 *
 * Normal form: members that are null, or empty lists, are gone; instants are RFC 3339 in UTC,
 * prefixes, domains canonical; a reference is the other record's id; free text (open text that is
 * not part of the key) has passed veil_scrub(), and a key is no personal identifier. Sealed values are still plain here. Two equal
 * records have equal canonical bytes.
 *
 * Threads: one. Room: store. May include: base wire.
 */
#pragma once

#include "store/rec_id.h"
#include "store/rectype.h"
#include "wire/json.h"

/* Finds the record of a type by id text, or by the canonical array of its key's values. */
typedef enum err value_find_fn(void *ctx, const struct rec_type *type, struct str id_or_key,
			       bool is_key, struct rec_id *out, bool *found, struct why *why);

struct value_ctx {
	struct arena *a;
	const struct rec_type *types;
	size_t type_count;
	value_find_fn *find;
	void *ctx;
	struct why *why;
};

/*
 * The type's fields out of `object` (other members are refused) as a new object. An error's
 * code tells whose fault it is: ERR_IO, ERR_BUSY, ERR_CORRUPT come from `find`, all others from the
 * value.
 */
MUST_CHECK enum err value_normalise(const struct value_ctx *c, const struct rec_type *t,
				    const struct json *object, struct json **out);
/* The natural key of a normal object: canonical JSON array of the key fields' values in their
 * declared order; empty if the type has none. `partial` in retire: only key fields are there. */
MUST_CHECK enum err value_key(const struct value_ctx *c, const struct rec_type *t,
			      const struct json *normal, struct str *key);
/* The key fields alone, normalised, from an object that has exactly them. */
MUST_CHECK enum err value_key_of(const struct value_ctx *c, const struct rec_type *t,
				 const struct json *object, struct str *key);
/* Is it an identifier of a person and nothing else (one that the recognisers of veil.h know)? */
bool value_is_personal(struct str text, struct arena *a);
const struct rec_type *value_type(const struct rec_type *types, size_t n, struct str name);
