/* SPDX-License-Identifier: Apache-2.0 */
#include "store/op.h"

#include "wire/json.h"

/* The members an operation may have; the body's line follows where `body`. */
static const struct shape {
	const char *word;
	const char *members[5];
	bool body;
} shapes[] = {
	[OP_ONCE] = { "once", { "kind", "identity" }, false },
	[OP_PUT] = { "put", { "type", "id", "line", "oversize" }, true },
	[OP_AMEND] = { "amend", { "type", "id", "line", "oversize" }, true },
	[OP_RETIRE] = { "retire", { "type", "line" }, true },
	[OP_TALLY] = { "tally", { "type" }, true },
	[OP_FILE] = { "file", { "path", "identity" }, false },
	[OP_CURSOR] = { "cursor", { "name" }, true },
};

static enum err bad(const struct op_reader *r, struct why *why)
{
	return why_set(why, ERR_SYNTAX, SAY_OP_BAD, A(r->count));
}

static bool next_line(struct op_reader *r, struct str *line)
{
	size_t end = str_find(r->rest, '\n');

	if (end == SIZE_MAX)
		return false;
	*line = str_cut(r->rest, 0, end);
	r->rest = str_cut(r->rest, end + 1, r->rest.n);
	return true;
}

static bool head(struct op_reader *r, struct arena *a, struct json **out)
{
	struct str line;

	return next_line(r, &line) && line.n <= BATCH_BODY_MAX &&
	       json_parse(a, line, (struct json_limits){ .depth = 4 }, out, NULL) == ERR_OK &&
	       (*out)->kind == JSON_OBJECT;
}

static bool known(const struct shape *s, struct str key)
{
	for (size_t i = 0; i < 5 && s->members[i]; i++) {
		if (str_eq(key, str_of(s->members[i])))
			return true;
	}
	return str_eq(key, STR("op"));
}

static bool get_u64(const struct json *v, const char *key, uint64_t *out)
{
	const struct json *m = json_get(v, key);
	int64_t n = 0;

	if (m && (!json_int(m, &n) || n < 0))
		return false;
	*out = (uint64_t)n;
	return true;
}

/* A member that is text, or is not there; NUL has no place in any. */
static bool get_text(const struct json *v, const char *key, struct str *out)
{
	const struct json *m = json_get(v, key);

	if (m && (!json_is_str(m) || str_find(m->text, 0) != SIZE_MAX))
		return false;
	if (m)
		*out = m->text;
	return true;
}

enum err op_open(struct op_reader *r, struct str bytes, struct arena *a, struct str *actor,
		 struct str *reason, struct why *why)
{
	struct json *v;

	*r = (struct op_reader){ .rest = bytes };
	*actor = *reason = STR("");
	if (bytes.n > BATCH_BYTES_MAX)
		return why_set(why, ERR_LIMIT, SAY_BATCH_FULL, A((uint64_t)BATCH_OPS_MAX));
	if (!head(r, a, &v) || !str_eq(json_str(json_get(v, "op"), STR("")), STR("batch")) ||
	    !get_text(v, "actor", actor) || !get_text(v, "reason", reason))
		return bad(r, why);
	return ERR_OK;
}

static bool fill(const struct json *v, struct op *op)
{
	const struct shape *s = &shapes[op->kind];

	for (const struct json *m = v->child; m; m = m->next) {
		if (!known(s, m->key))
			return false;
	}
	return get_text(v, "type", &op->type) && get_text(v, "id", &op->id) &&
	       get_text(v, "kind", &op->name) && get_text(v, "path", &op->name) &&
	       get_text(v, "name", &op->name) && get_text(v, "identity", &op->identity) &&
	       get_u64(v, "line", &op->line) && get_u64(v, "oversize", &op->oversize);
}

static bool kind_of(struct str word, enum op_kind *kind)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		if (str_eq(word, str_of(shapes[i].word))) {
			*kind = (enum op_kind)i;
			return true;
		}
	}
	return false;
}

/* Is the next line the head of a tally like the last one? Then it is taken. */
static bool same_tally(struct op_reader *r, struct op *op)
{
	size_t n = r->tally_head.n;

	if (!n || !str_starts(r->rest, r->tally_head) || r->rest.n == n || r->rest.p[n] != '\n')
		return false;
	r->rest = str_cut(r->rest, n + 1, r->rest.n);
	op->kind = OP_TALLY;
	op->type = r->tally_type;
	return true;
}

/* Its type is a slice of the head, where that has no escapes. */
static void keep_tally(struct op_reader *r, struct str head, const struct op *op)
{
	size_t at = str_find_str(head, op->type);

	if (op->kind != OP_TALLY || !op->type.n || at == SIZE_MAX)
		return;
	r->tally_head = head;
	r->tally_type = str_cut(head, at, at + op->type.n);
}

static enum err read_head(struct op_reader *r, struct arena *a, struct op *op, struct why *why)
{
	struct str before = r->rest;
	struct json *v;

	if (same_tally(r, op))
		return ERR_OK;
	if (!head(r, a, &v) || !kind_of(json_str(json_get(v, "op"), STR("")), &op->kind) ||
	    !fill(v, op))
		return bad(r, why);
	keep_tally(r, str_cut(before, 0, before.n - r->rest.n - 1), op);
	return ERR_OK;
}

enum err op_next(struct op_reader *r, struct arena *a, struct op *op, bool *more, struct why *why)
{
	enum err e;

	*op = (struct op){ 0 };
	*more = r->rest.n > 0;
	if (!*more)
		return ERR_OK;
	r->count++;
	if (r->count > BATCH_OPS_MAX + 1)
		return why_set(why, ERR_LIMIT, SAY_BATCH_FULL, A((uint64_t)BATCH_OPS_MAX));
	e = read_head(r, a, op, why);
	if (e != ERR_OK)
		return e;
	if (shapes[op->kind].body && !next_line(r, &op->body))
		return bad(r, why);
	if (op->body.n > BATCH_BODY_MAX)
		op->oversize = op->body.n;
	return ERR_OK;
}
