/* SPDX-License-Identifier: Apache-2.0 */
#include "store/scratch.h"

#include "base/mem.h"
#include "store/engine_int.h"
#include "store/schema.h"

struct scratch {
	struct node *node;
	struct engine *engine;
	struct arena *a; /* of one put */
};

static enum err make_tables(sqlite3 *db, const struct rec_type *types, size_t count,
			    struct why *why)
{
	struct buf sql = { 0 };
	enum err e;

	schema_engine_sql(&sql);
	for (size_t i = 0; i < count; i++) {
		schema_type_sql(&types[i], &sql);
		schema_asof_sql(&types[i], UINT64_MAX, &sql);
	}
	e = sql_exec(db, buf_cstr(&sql), why);
	buf_fini(&sql);
	return e;
}

static enum err open_engine(struct scratch *s, const struct rec_type *types, size_t count,
			    struct why *why)
{
	sqlite3 *db;
	enum err e = sql_open("", SQL_PRIVATE, &db, why);

	if (e != ERR_OK)
		return e;
	e = make_tables(db, types, count, why);
	if (e == ERR_OK)
		return engine_open_on(s->node, db, &s->engine, why);
	sqlite3_close(db);
	return e;
}

enum err scratch_open(const struct rec_type *types, size_t count, struct scratch **out,
		      struct why *why)
{
	struct scratch *s = mem_zero(1, sizeof *s);
	enum err e;

	s->a = arena_open();
	s->node = node_scratch(types, count);
	e = open_engine(s, types, count, why);
	if (e != ERR_OK) {
		scratch_close(s);
		s = NULL;
	}
	*out = s;
	return e;
}

void scratch_close(struct scratch *s)
{
	if (!s)
		return;
	engine_close(s->engine);
	node_close(s->node);
	arena_close(s->a);
	mem_free(s);
}

struct sqlite3 *scratch_db(struct scratch *s)
{
	return s->engine->db;
}

enum err scratch_begin(struct scratch *s, struct why *why)
{
	return sql_exec(s->engine->db, "BEGIN", why);
}

void scratch_undo(struct scratch *s)
{
	if (!sqlite3_get_autocommit(s->engine->db))
		sqlite3_exec(s->engine->db, "ROLLBACK", NULL, NULL, NULL);
}

/* A batch of its own, so that a refusal is this line's. */
enum err scratch_put(struct scratch *s, struct str type, struct str body_json,
		     struct instant recorded, struct why *why)
{
	const struct rec_type *t = node_type(s->node, type);
	struct batch *b = batch_open(STR("scratch"), STR("scratch"));
	struct job job = { .recorded = recorded };
	enum err e;

	arena_reset(s->a);
	job.a = s->a;
	if (t && t->storage == STORAGE_AGGREGATE)
		batch_tally(b, type, body_json);
	else
		batch_put(b, type, STR(""), body_json, 0);
	job.bytes = batch_bytes(b);
	e = apply_batch(s->engine, &job);
	if (e != ERR_OK && why)
		*why = job.why;
	if (e == ERR_OK && job.result.refusal_count) {
		e = job.result.refusals[0].why.code;
		if (why)
			*why = job.result.refusals[0].why;
	}
	batch_close(b);
	return e;
}
