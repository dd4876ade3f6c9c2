/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c - one batch, from its first line to its last, inside a transaction. */
#include "store/engine_int.h"

#include "wire/json.h"

bool apply_is_ours(enum err e)
{
	return e == ERR_IO || e == ERR_BUSY || e == ERR_CORRUPT || e == ERR_TIMEOUT;
}

enum err apply_refuse(struct apply *x, const struct op *op, const struct why *why)
{
	struct batch_refusal *r;

	x->job->result.refused++;
	if (x->refusals.n >= BATCH_REFUSALS)
		return ERR_OK;
	r = vec_push(&x->refusals);
	r->line = op->line;
	r->why = *why;
	/* Places inside a body mean nothing to the person: what they gave is the line. */
	r->why.line = op->line;
	r->why.column = 0;
	return ERR_OK;
}

enum err apply_body(struct apply *x, const struct op *op, struct json **v)
{
	struct why why = { 0 };
	enum err e;

	*v = NULL;
	if (op->oversize)
		e = why_set(&why, ERR_LIMIT, SAY_APPLY_SIZE, A(op->oversize),
			    A((uint64_t)BATCH_BODY_MAX));
	else
		e = json_parse(x->a, op->body, (struct json_limits){ 0 }, v, &why);
	if (e == ERR_OK)
		return ERR_OK;
	*v = NULL;
	return apply_refuse(x, op, &why);
}

enum err apply_type(struct apply *x, const struct op *op, enum storage_class storage,
		    const struct rec_type **t)
{
	struct why why = { 0 };

	*t = value_type(x->g->types, x->g->type_count, op->type);
	if (*t && (*t)->storage == storage)
		return ERR_OK;
	*t = NULL;
	why_set(&why, ERR_NOTFOUND, SAY_APPLY_TYPE, A(op->type));
	return apply_refuse(x, op, &why);
}

enum err apply_leaf(struct apply *x, struct str bytes)
{
	sqlite3_stmt *s = x->g->q[Q_LEAF];
	enum err e;

	sql_i64(s, 1, (int64_t)x->leaf);
	sql_i64(s, 2, x->recorded.us);
	sql_blob(s, 3, bytes.p, bytes.n);
	e = sql_run(s, &x->job->why);
	x->leaf++;
	return e;
}

enum err apply_find(struct apply *x, enum engine_stmt by, const struct rec_type *t, struct str one,
		    struct str two, struct found *out, struct why *why)
{
	sqlite3_stmt *s = x->g->q[by];
	bool row = false;
	enum err e;

	*out = (struct found){ 0 };
	sql_text(s, 1, t->name);
	if (by == Q_BY_ID)
		sql_blob(s, 2, one.p, one.n);
	else
		sql_text(s, 2, one);
	if (by == Q_BY_EXTERNAL)
		sql_text(s, 3, two);
	e = sql_row(s, &row, why);
	if (e == ERR_OK && row) {
		struct str rec = sql_col(s, 0);

		memcpy(out->rec.b, rec.p, rec.n < REC_ID_BYTES ? rec.n : REC_ID_BYTES);
		out->ver = (uint64_t)sqlite3_column_int64(s, 1);
		out->retired = sqlite3_column_int64(s, 2) != 0;
		out->is = true;
	}
	sql_reset(s);
	return e;
}

static enum err find_for_value(void *ctx, const struct rec_type *type, struct str id_or_key,
			       bool is_key, struct rec_id *out, bool *found, struct why *why)
{
	struct apply *x = ctx;
	struct found f;
	struct rec_id id;
	enum err e;

	if (!is_key && !rec_id_read(id_or_key, type->name, &id)) {
		*found = false;
		return ERR_OK;
	}
	if (is_key)
		e = apply_find(x, Q_BY_KEY, type, id_or_key, STR(""), &f, why);
	else
		e = apply_find(x, Q_BY_ID, type, str_n((const char *)id.b, sizeof id.b), STR(""),
			       &f, why);
	*found = f.is;
	*out = f.rec;
	return e;
}

struct value_ctx apply_values(struct apply *x, struct why *why)
{
	return (struct value_ctx){ .a = x->a,
				   .types = x->g->types,
				   .type_count = x->g->type_count,
				   .find = find_for_value,
				   .ctx = x,
				   .why = why };
}

/* The ledger's head as the database has it: never remembered from the last batch. */
static enum err read_head(struct apply *x)
{
	sqlite3_stmt *s = x->g->q[Q_HEAD];
	bool row = false;
	enum err e = sql_row(s, &row, &x->job->why);

	x->recorded = x->job->recorded.us ? x->job->recorded : clock_now();
	if (e == ERR_OK && row) {
		int64_t last = sqlite3_column_int64(s, 1);

		x->leaf = (uint64_t)sqlite3_column_int64(s, 0) + 1;
		if (x->recorded.us <= last)
			x->recorded.us = last + 1;
	}
	sql_reset(s);
	x->job->result.leaf_from = x->leaf;
	return e;
}

static enum err check_once(struct apply *x, const struct op *op)
{
	sqlite3_stmt *s = x->g->q[Q_ONCE];
	enum err e;

	if (x->once_kind.n || !op->name.n || !op->identity.n)
		return why_set(&x->job->why, ERR_SYNTAX, SAY_APPLY_ONCE);
	x->once_kind = str_keep(x->ba, op->name);
	x->once_identity = str_keep(x->ba, op->identity);
	sql_text(s, 1, x->once_kind);
	sql_text(s, 2, x->once_identity);
	e = sql_row(s, &x->job->result.repeated, &x->job->why);
	sql_reset(s);
	return e;
}

static enum err note_once(struct apply *x)
{
	sqlite3_stmt *s = x->g->q[Q_ONCE_PUT];

	if (!x->once_kind.n)
		return ERR_OK;
	sql_text(s, 1, x->once_kind);
	sql_text(s, 2, x->once_identity);
	sql_i64(s, 3, x->recorded.us);
	sql_i64(s, 4, (int64_t)x->job->result.leaf_from);
	sql_i64(s, 5, (int64_t)x->leaf);
	return sql_run(s, &x->job->why);
}

static enum err apply_one(struct apply *x, const struct op *op)
{
	switch (op->kind) {
	case OP_ONCE:
		return check_once(x, op);
	case OP_PUT:
	case OP_AMEND:
		return apply_put(x, op);
	case OP_RETIRE:
		return apply_retire(x, op);
	case OP_FILE:
		return apply_file(x, op);
	case OP_CURSOR:
		return apply_cursor(x, op);
	case OP_TALLY:
		x->tallies++;
		return ERR_OK;
	}
	return ERR_OK;
}

/*
 * Twice over the bytes: records first, then tallies, so that a tally may refer to a record that
 * stands behind it, and all of them share one leaf at the end.
 */
static enum err pass(struct apply *x, bool tallies)
{
	struct op_reader r;
	struct op op;
	bool more = true;
	enum err e = op_open(&r, x->job->bytes, x->ba, &x->actor, &x->reason, &x->job->why);

	/* Who and why are free text as well. */
	x->actor = veil_scrub(x->actor, false, x->ba, NULL);
	x->reason = veil_scrub(x->reason, false, x->ba, NULL);
	while (e == ERR_OK && more && !x->job->result.repeated) {
		arena_reset(x->a);
		e = op_next(&r, x->a, &op, &more, &x->job->why);
		if (e != ERR_OK || !more)
			break;
		if (!tallies)
			e = apply_one(x, &op);
		else if (op.kind == OP_TALLY)
			e = apply_tally(x, &op);
	}
	return e;
}

static enum err run(struct apply *x)
{
	struct job *j = x->job;
	enum err e = read_head(x);

	if (e == ERR_OK)
		e = pass(x, false);
	if (e != ERR_OK || j->result.repeated)
		return e;
	if (x->tallies) {
		e = pass(x, true);
		if (e == ERR_OK)
			e = sums_write(x->g->sums, &j->why);
		if (e == ERR_OK)
			e = apply_tally_leaf(x);
	}
	return e == ERR_OK ? note_once(x) : e;
}

/* The refusals outlive the transaction, in the caller's arena. */
static void keep_refusals(struct apply *x)
{
	struct batch_result *r = &x->job->result;

	r->refusals = arena_array(x->job->a, struct batch_refusal, x->refusals.n);
	r->refusal_count = x->refusals.n;
	if (x->refusals.n)
		memcpy(r->refusals, x->refusals.v, x->refusals.n * sizeof *r->refusals);
}

enum err apply_batch(struct engine *g, struct job *job)
{
	struct apply x = { .g = g, .job = job, .a = arena_open(), .ba = arena_open() };
	enum err e;

	job->result = (struct batch_result){ 0 };
	sums_begin(g->sums);
	e = run(&x);
	if (e != ERR_OK || job->result.repeated)
		job->result = (struct batch_result){ .repeated = job->result.repeated };
	else
		keep_refusals(&x);
	if (e == ERR_OK && !job->result.repeated)
		job->result.leaf_to = x.leaf;
	vec_fini(&x.refusals);
	buf_fini(&x.row);
	arena_close(x.a);
	arena_close(x.ba);
	return e;
}
