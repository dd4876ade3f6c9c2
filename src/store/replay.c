/* SPDX-License-Identifier: Apache-2.0 */
#include "store/replay.h"

#include "base/buf.h"
#include "store/value.h"

struct replay {
	const struct rec_type *types;
	size_t count;
	struct projector *projector;
	struct arena *a;
	uint64_t *versions, *unknown;
	struct why *why;
};

static enum err one(struct replay *r, sqlite3_stmt *s)
{
	struct version_row v = { .type = value_type(r->types, r->count, sql_col(s, 3)) };
	struct str rec = sql_col(s, 1);
	struct json *body;
	enum err e;

	arena_reset(r->a);
	(*r->versions)++;
	if (!v.type || v.type->storage != STORAGE_RECORD || rec.n != REC_ID_BYTES) {
		(*r->unknown)++;
		return ERR_OK;
	}
	e = json_parse(r->a, sql_col(s, 5), (struct json_limits){ 0 }, &body, NULL);
	if (e != ERR_OK)
		return why_set(r->why, ERR_CORRUPT, SAY_PROJECT_BODY, A(v.type->name));
	memcpy(v.rec.b, rec.p, REC_ID_BYTES);
	v.leaf = (uint64_t)sqlite3_column_int64(s, 0);
	v.ver = (uint64_t)sqlite3_column_int64(s, 2);
	v.recorded.us = sqlite3_column_int64(s, 4);
	v.body = body;
	return project_version(r->projector, &v, r->a, r->why);
}

static enum err all(struct replay *r, sqlite3_stmt *s)
{
	bool row = true;
	enum err e = ERR_OK;

	while (e == ERR_OK) {
		e = sql_row(s, &row, r->why);
		if (e != ERR_OK || !row)
			break;
		e = one(r, s);
	}
	return e;
}

enum err replay_versions(sqlite3 *db, const char *schema, const struct rec_type *types,
			 size_t count, uint64_t *versions, uint64_t *unknown, struct why *why)
{
	struct replay r = {
		.types = types, .count = count, .versions = versions, .unknown = unknown, .why = why
	};
	struct buf sql = { 0 };
	sqlite3_stmt *s = NULL;
	enum err e = projector_open(db, types, count, &r.projector, why);

	buf_printf(&sql,
		   "SELECT leaf, rec, ver, type, recorded_from, body FROM %s.version ORDER BY leaf",
		   schema);
	*versions = *unknown = 0;
	r.a = arena_open();
	if (e == ERR_OK)
		e = sql_prepare(db, buf_cstr(&sql), &s, why);
	if (e == ERR_OK)
		e = all(&r, s);
	sqlite3_finalize(s);
	projector_close(r.projector);
	arena_close(r.a);
	buf_fini(&sql);
	return e;
}
