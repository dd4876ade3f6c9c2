/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sketches.h"

#include "base/ensure.h"

#include <sqlite3.h>

static const struct sketches *known;

void sketches_are(const struct sketches *s)
{
	known = s;
}

enum err sketches_check(struct str bytes, struct why *why)
{
	if (!known)
		return why_set(why, ERR_UNSUPPORTED, SAY_SKETCHES_UNKNOWN);
	return known->check(bytes, why);
}

bool sketches_unhex(struct str hex, unsigned char *out)
{
	for (size_t i = 0; i < hex.n; i++)
		if (hex.p[i] != ascii_lower(hex.p[i]))
			return false;
	return str_unhex(hex, out);
}

static struct str bytes_of(sqlite3_value *v)
{
	const void *p = sqlite3_value_blob(v);

	return str_n(p, (size_t)sqlite3_value_bytes(v));
}

/* A constraint: the row is refused and the batch goes on, as with a sum beyond 64 bits. */
static void fail(sqlite3_context *ctx, const struct why *why)
{
	struct buf text = { 0 };

	why_sentence(why, LANG_EN, &text);
	sqlite3_result_error(ctx, buf_cstr(&text), -1);
	sqlite3_result_error_code(ctx, SQLITE_CONSTRAINT);
	buf_fini(&text);
}

static void merge(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	struct why why = { 0 };
	struct buf out = { 0 };
	enum err e;

	ensure(n == 2);
	if (sqlite3_value_type(arg[0]) == SQLITE_NULL ||
	    sqlite3_value_type(arg[1]) == SQLITE_NULL) {
		sqlite3_result_value(ctx, arg[sqlite3_value_type(arg[0]) == SQLITE_NULL]);
		return;
	}
	if (!known)
		e = why_set(&why, ERR_UNSUPPORTED, SAY_SKETCHES_UNKNOWN);
	else
		e = known->merge(bytes_of(arg[0]), bytes_of(arg[1]), &out, &why);
	if (e != ERR_OK)
		fail(ctx, &why);
	else
		sqlite3_result_blob64(ctx, out.p, out.n, SQLITE_TRANSIENT);
	buf_fini(&out);
}

void sketches_function(struct sqlite3 *db)
{
	ensure(sqlite3_create_function_v2(db, "sketch_merge", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
					  NULL, merge, NULL, NULL, NULL) == SQLITE_OK);
}
