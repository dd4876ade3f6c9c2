/* SPDX-License-Identifier: Apache-2.0 */
/* apply_record.c - a record becomes a new version, stays as it is, or leaves the register. */
#include "store/engine_int.h"

#include "base/mem.h"
#include "store/tree.h"
#include "wire/time3339.h"

/* A put on its way. */
struct put {
	const struct op *op;
	const struct rec_type *t;
	struct json *fields; /* normal; sealed values still plain */
	struct str source, external_id, valid_from, valid_to;
	struct str key;
	struct found old;
	struct str content; /* canonical, plain: what is compared */
};

/* ---- reading the body ---- */

static enum err take_text(const struct json *m, struct str *out, struct why *why)
{
	if (m->kind == JSON_NULL)
		return ERR_OK;
	if (!json_is_str(m) || str_find(m->text, 0) != SIZE_MAX)
		return why_set(why, ERR_SYNTAX, SAY_APPLY_COLUMN, A(m->key));
	*out = m->text;
	return ERR_OK;
}

static enum err take_time(struct apply *x, const struct json *m, struct str *out, struct why *why)
{
	struct buf b = { 0 };
	struct instant at;

	if (m->kind == JSON_NULL)
		return ERR_OK;
	if (!json_is_str(m) || !time3339_read(m->text, false, &at))
		return why_set(why, ERR_SYNTAX, SAY_APPLY_TIME, A(m->key));
	time3339_write(at, &b);
	*out = str_keep(x->a, buf_str(&b));
	buf_fini(&b);
	return ERR_OK;
}

static bool is_common(struct str key)
{
	return str_eq(key, STR("source")) || str_eq(key, STR("external_id")) ||
	       str_eq(key, STR("valid_from")) || str_eq(key, STR("valid_to"));
}

/* Like a key: compared, so kept as it is. */
static enum err take_origin(struct apply *x, const struct json *m, struct str *out, struct why *why)
{
	enum err e = take_text(m, out, why);

	if (e == ERR_OK && value_is_personal(*out, x->a))
		e = why_set(why, ERR_DENIED, SAY_APPLY_PERSONAL, A(m->key));
	return e;
}

static enum err take_common(struct apply *x, struct put *p, const struct json *m, struct why *why)
{
	if (str_eq(m->key, STR("source")))
		return take_origin(x, m, &p->source, why);
	if (str_eq(m->key, STR("external_id")))
		return take_origin(x, m, &p->external_id, why);
	if (str_eq(m->key, STR("valid_from")))
		return take_time(x, m, &p->valid_from, why);
	return take_time(x, m, &p->valid_to, why);
}

/* Takes the common columns out of the body; the rest are the type's fields. */
static enum err split(struct apply *x, struct put *p, struct json *body, struct why *why)
{
	struct json **link = &body->child;

	if (body->kind != JSON_OBJECT)
		return why_set(why, ERR_SYNTAX, SAY_VALUE_OBJECT, A(p->t->name));
	while (*link) {
		enum err e;

		if (!is_common((*link)->key)) {
			link = &(*link)->next;
			continue;
		}
		e = take_common(x, p, *link, why);
		if (e != ERR_OK)
			return e;
		*link = (*link)->next;
		body->count--;
	}
	if (!p->source.n != !p->external_id.n)
		return why_set(why, ERR_SYNTAX, SAY_APPLY_EXTERNAL);
	return ERR_OK;
}

static enum err check_valid(const struct put *p, struct why *why)
{
	struct instant from, to;

	if (p->valid_from.n && p->valid_to.n && time3339_read(p->valid_from, false, &from) &&
	    time3339_read(p->valid_to, false, &to) && to.us < from.us)
		return why_set(why, ERR_SYNTAX, SAY_APPLY_VALID);
	return ERR_OK;
}

/* ---- which record ---- */

static enum err by_id(struct apply *x, const struct rec_type *t, struct str id, struct found *out,
		      struct why *why)
{
	struct rec_id rec;
	enum err e = ERR_OK;

	*out = (struct found){ 0 };
	if (rec_id_read(id, t->name, &rec))
		e = apply_find(x, Q_BY_ID, t, str_n((const char *)rec.b, sizeof rec.b), STR(""),
			       out, why);
	if (e == ERR_OK && !out->is)
		e = why_set(why, ERR_NOTFOUND, SAY_APPLY_ID, A(t->name), A(id));
	return e;
}

/* Taken by another record than the one that is meant? */
static bool taken(const struct found *f, const struct found *meant)
{
	return f->is && (!meant->is || memcmp(f->rec.b, meant->rec.b, REC_ID_BYTES) != 0);
}

/* The id, else the place it came from, else the natural key, says which record is meant; what the
 * others say must not be a different one. */
static enum err identify(struct apply *x, struct put *p, struct why *why)
{
	struct found key = { 0 }, external = { 0 };
	enum err e = ERR_OK;

	if (p->key.n)
		e = apply_find(x, Q_BY_KEY, p->t, p->key, STR(""), &key, why);
	if (e == ERR_OK && p->source.n)
		e = apply_find(x, Q_BY_EXTERNAL, p->t, p->source, p->external_id, &external, why);
	if (e == ERR_OK && p->op->id.n)
		e = by_id(x, p->t, p->op->id, &p->old, why);
	else if (e == ERR_OK)
		p->old = external.is ? external : key;
	if (e != ERR_OK)
		return e;
	if (taken(&key, &p->old))
		return why_set(why, ERR_CONFLICT, SAY_APPLY_KEY_TAKEN, A(p->t->name), A(p->key));
	if (taken(&external, &p->old))
		return why_set(why, ERR_CONFLICT, SAY_APPLY_EXTERNAL_TAKEN, A(p->t->name),
			       A(p->source), A(p->external_id));
	return ERR_OK;
}

/* ---- content ---- */

static struct json *content_tree(struct apply *x, const struct put *p, struct json *fields)
{
	struct json *v = tree_node(x->a, JSON_OBJECT, STR(""));

	tree_add(v, STR("fields"), fields);
	tree_add_str(x->a, v, "source", p->source);
	tree_add_str(x->a, v, "external_id", p->external_id);
	tree_add_str(x->a, v, "valid_from", p->valid_from);
	tree_add_str(x->a, v, "valid_to", p->valid_to);
	return v;
}

/* The record's key. *is: it has one (false after an erasure, or when nothing was ever sealed). */
static enum err read_key(struct apply *x, const struct rec_id *rec, struct veil_wrapped *key,
			 bool *is, struct why *why)
{
	sqlite3_stmt *s = x->g->q[Q_KEY];
	enum err e;

	sql_blob(s, 1, rec->b, sizeof rec->b);
	e = sql_row(s, is, why);
	if (e == ERR_OK && *is) {
		struct str w = sql_col(s, 0);

		if (w.n == sizeof key->b)
			memcpy(key->b, w.p, w.n);
		else
			e = why_set(why, ERR_CORRUPT, SAY_VEIL_WRAPPED);
	}
	sql_reset(s);
	return e;
}

/* What is done to every sealed text of a record. */
typedef enum err seal_fn(const struct veil *v, const struct veil_wrapped *key, struct str in,
			 struct arena *a, struct str *out, struct why *why);

static bool has_sealed(const struct rec_type *t, const struct json *fields)
{
	for (const struct json *m = fields->child; m; m = m->next) {
		const struct rec_field *f = rectype_field(t, m->key);

		if (f && f->privacy == PRIVACY_SEALED)
			return true;
	}
	return false;
}

static enum err map_value(struct apply *x, seal_fn *fn, const struct veil_wrapped *key,
			  const struct json *v, struct json **out, struct why *why)
{
	struct json **tail;

	*out = tree_node(x->a, v->kind, v->text);
	if (v->kind == JSON_STRING)
		return fn(node_veil(x->g->node), key, v->text, x->a, &(*out)->text, why);
	tail = &(*out)->child;
	for (const struct json *item = v->child; item; item = item->next) {
		enum err e = map_value(x, fn, key, item, tail, why);

		if (e != ERR_OK)
			return e;
		tail = &(*tail)->next;
		(*out)->count++;
	}
	return ERR_OK;
}

/* The fields with every sealed text sealed (or opened); all others are shared. */
static enum err map_sealed(struct apply *x, seal_fn *fn, const struct veil_wrapped *key,
			   const struct rec_type *t, const struct json *fields, struct json **out,
			   struct why *why)
{
	*out = tree_node(x->a, JSON_OBJECT, STR(""));
	for (const struct json *m = fields->child; m; m = m->next) {
		const struct rec_field *f = rectype_field(t, m->key);
		struct json *v;
		enum err e = ERR_OK;

		if (f && f->privacy == PRIVACY_SEALED) {
			e = map_value(x, fn, key, m, &v, why);
		} else {
			v = arena_new(x->a, struct json);
			*v = *m;
		}
		if (e != ERR_OK)
			return e;
		tree_add(*out, m->key, v);
	}
	return ERR_OK;
}

static enum err read_body(struct apply *x, const struct found *f, struct str *out, struct why *why)
{
	sqlite3_stmt *s = x->g->q[Q_BODY];
	bool row = false;
	enum err e;

	sql_blob(s, 1, f->rec.b, sizeof f->rec.b);
	sql_i64(s, 2, (int64_t)f->ver);
	e = sql_row(s, &row, why);
	if (e == ERR_OK && !row)
		e = why_set(why, ERR_CORRUPT, SAY_APPLY_NO_VERSION);
	if (e == ERR_OK)
		*out = str_keep(x->a, sql_col(s, 0));
	sql_reset(s);
	return e;
}

/* The record as it stands, sealed values plain. *open is false when those cannot be opened any more. */
static enum err old_record(struct apply *x, const struct put *p, struct put *old, bool *open,
			   struct why *why)
{
	struct veil_wrapped key;
	struct json *v, *fields;
	struct str body;
	enum err e = read_body(x, &p->old, &body, why);

	*open = true;
	if (e == ERR_OK)
		e = json_parse(x->a, body, (struct json_limits){ 0 }, &v, why);
	if (e != ERR_OK)
		return e == ERR_SYNTAX ? ERR_CORRUPT : e;
	fields = json_get(v, "fields");
	if (!fields)
		return why_set(why, ERR_CORRUPT, SAY_PROJECT_BODY, A(p->t->name));
	old->source = json_str(json_get(v, "source"), STR(""));
	old->external_id = json_str(json_get(v, "external_id"), STR(""));
	old->valid_from = json_str(json_get(v, "valid_from"), STR(""));
	old->valid_to = json_str(json_get(v, "valid_to"), STR(""));
	old->fields = fields;
	if (!has_sealed(p->t, fields))
		return ERR_OK;
	e = read_key(x, &p->old.rec, &key, open, why);
	if (e == ERR_OK && *open)
		e = map_sealed(x, veil_unseal, &key, p->t, fields, &old->fields, why);
	return e;
}

/* The plain canonical content of the record as it stands; empty if it cannot be opened any more. */
static enum err old_content(struct apply *x, const struct put *p, struct str *out, struct why *why)
{
	struct put old = { 0 };
	bool open;
	enum err e = old_record(x, p, &old, &open, why);

	*out = STR("");
	if (e != ERR_OK || !open)
		return e;
	return tree_canon(x->a, content_tree(x, &old, old.fields), out, why);
}

/* ---- amending ---- */

static const struct json *member_of(const struct json *object, struct str key)
{
	for (const struct json *m = object->child; m; m = m->next)
		if (str_eq(m->key, key))
			return m;
	return NULL;
}

/* Which record an amendment is about, by what it names: before its other fields are looked at. */
static enum err amended(struct apply *x, struct put *p, const struct json *body, struct why *why)
{
	struct value_ctx c = apply_values(x, why);
	struct json *key = tree_node(x->a, JSON_OBJECT, STR(""));
	struct str text;
	enum err e;

	if (p->op->id.n)
		return by_id(x, p->t, p->op->id, &p->old, why);
	if (p->source.n)
		e = apply_find(x, Q_BY_EXTERNAL, p->t, p->source, p->external_id, &p->old, why);
	else
		e = ERR_OK;
	for (const struct json *m = body->child; m; m = m->next) {
		const struct rec_field *f = rectype_field(p->t, m->key);
		struct json *v = arena_new(x->a, struct json);

		*v = *m;
		if (f && f->key)
			tree_add(key, f->name, v);
	}
	if (e != ERR_OK || p->old.is || !key->child)
		return e;
	e = value_key_of(&c, p->t, key, &text);
	return e == ERR_OK ? apply_find(x, Q_BY_KEY, p->t, text, STR(""), &p->old, why) : e;
}

/* What the body does not name is as it was. */
static enum err keep_the_rest(struct apply *x, struct put *p, struct json *body, struct why *why)
{
	struct put old = { 0 };
	bool open;
	enum err e = amended(x, p, body, why);

	if (e != ERR_OK || !p->old.is || p->old.retired)
		return e;
	e = old_record(x, p, &old, &open, why);
	if (e != ERR_OK)
		return e;
	for (const struct json *m = old.fields->child; m; m = m->next) {
		const struct rec_field *f = rectype_field(p->t, m->key);
		struct json *v = arena_new(x->a, struct json);

		*v = *m;
		if (f && !member_of(body, m->key) && (open || f->privacy != PRIVACY_SEALED))
			tree_add(body, f->name, v);
	}
	if (!p->source.n) {
		p->source = old.source;
		p->external_id = old.external_id;
	}
	if (!p->valid_from.n)
		p->valid_from = old.valid_from;
	if (!p->valid_to.n)
		p->valid_to = old.valid_to;
	return ERR_OK;
}

/* ---- writing ---- */

static enum err ensure_key(struct apply *x, const struct rec_id *rec, struct veil_wrapped *key,
			   struct why *why)
{
	sqlite3_stmt *s = x->g->q[Q_KEY_PUT];
	bool is = false;
	enum err e = read_key(x, rec, key, &is, why);

	if (e != ERR_OK || is)
		return e;
	*key = veil_new_key(node_veil(x->g->node));
	sql_blob(s, 1, rec->b, sizeof rec->b);
	sql_blob(s, 2, key->b, sizeof key->b);
	return sql_run(s, why);
}

static enum err insert_version(struct apply *x, const struct version_row *v, struct leaf_salt salt,
			       struct sha256 pack, struct str body)
{
	sqlite3_stmt *s = x->g->q[Q_VERSION];

	sql_blob(s, 1, v->rec.b, sizeof v->rec.b);
	sql_i64(s, 2, (int64_t)v->ver);
	sql_i64(s, 3, (int64_t)v->leaf);
	sql_text(s, 4, v->type->name);
	sql_i64(s, 5, v->recorded.us);
	sql_blob(s, 6, pack.b, sizeof pack.b);
	sql_blob(s, 7, salt.b, sizeof salt.b);
	sql_text(s, 8, body);
	return sql_run(s, &x->job->why);
}

/* Leaf, version, projection: the record's next version has this body. */
static enum err append(struct apply *x, const struct rec_type *t, const struct found *f,
		       struct json *body)
{
	struct version_row v = { .type = t,
				 .rec = f->rec,
				 .ver = f->ver + 1,
				 .leaf = x->leaf,
				 .recorded = x->recorded,
				 .body = body };
	struct sha256 pack = node_pack_hash(x->g->node);
	struct leaf_salt salt = leaf_salt_new();
	struct str text;
	enum err e;

	tree_add_str(x->a, body, "actor", x->actor);
	tree_add_str(x->a, body, "reason", x->reason);
	tree_add_str(x->a, body, "type", t->name);
	e = tree_canon(x->a, body, &text, &x->job->why);
	if (e != ERR_OK)
		return e;
	e = apply_leaf(x, leaf_version(x->a, t->name, v.rec, v.ver, v.recorded, pack,
				       leaf_commit(salt, text)));
	if (e == ERR_OK)
		e = insert_version(x, &v, salt, pack, text);
	return e == ERR_OK ? project_version(x->g->projector, &v, x->a, &x->job->why) : e;
}

static enum err write_put(struct apply *x, struct put *p)
{
	struct veil_wrapped key;
	struct json *fields = p->fields;
	bool added = !p->old.is || p->old.retired;
	enum err e = ERR_OK;

	if (!p->old.is)
		p->old.rec = rec_id_new(x->recorded);
	if (has_sealed(p->t, fields)) {
		e = ensure_key(x, &p->old.rec, &key, &x->job->why);
		if (e == ERR_OK)
			e = map_sealed(x, veil_seal, &key, p->t, p->fields, &fields, &x->job->why);
	}
	if (e == ERR_OK)
		e = append(x, p->t, &p->old, content_tree(x, p, fields));
	if (e == ERR_OK)
		*(added ? &x->job->result.added : &x->job->result.changed) += 1;
	return e;
}

/* Everything that can be wrong with the record itself; an error of ours is told by its code. */
static enum err check_put(struct apply *x, struct put *p, struct json *body, bool *same,
			  struct why *why)
{
	struct value_ctx c = apply_values(x, why);
	struct str old;
	enum err e = split(x, p, body, why);

	if (e == ERR_OK && p->op->kind == OP_AMEND)
		e = keep_the_rest(x, p, body, why);
	if (e == ERR_OK)
		e = check_valid(p, why);
	if (e == ERR_OK)
		e = value_normalise(&c, p->t, body, &p->fields);
	if (e == ERR_OK)
		e = value_key(&c, p->t, p->fields, &p->key);
	if (e == ERR_OK)
		e = identify(x, p, why);
	if (e == ERR_OK)
		e = tree_canon(x->a, content_tree(x, p, p->fields), &p->content, why);
	if (e != ERR_OK || !p->old.is || p->old.retired)
		return e;
	e = old_content(x, p, &old, why);
	*same = e == ERR_OK && str_eq(old, p->content);
	return e;
}

/* A refusal, unless the store itself is in trouble: then the batch's error. */
static enum err sort_out(struct apply *x, const struct op *op, enum err e, const struct why *why)
{
	if (!apply_is_ours(e))
		return apply_refuse(x, op, why);
	x->job->why = *why;
	return e;
}

enum err apply_put(struct apply *x, const struct op *op)
{
	struct put p = { .op = op };
	struct why why = { 0 };
	struct json *body;
	bool same = false;
	enum err e = apply_type(x, op, STORAGE_RECORD, &p.t);

	if (e != ERR_OK || !p.t)
		return e;
	e = apply_body(x, op, &body);
	if (e != ERR_OK || !body)
		return e;
	e = check_put(x, &p, body, &same, &why);
	if (e != ERR_OK)
		return sort_out(x, op, e, &why);
	if (!same)
		return write_put(x, &p);
	x->job->result.unchanged++;
	return ERR_OK;
}

/* ---- leaving the register ---- */

static enum err find_retired(struct apply *x, const struct rec_type *t, const struct json *body,
			     struct found *f, struct why *why)
{
	struct value_ctx c = apply_values(x, why);
	const struct json *id = json_get(body, "id");
	struct str key;
	enum err e;

	if (json_is_str(id) && body->count == 1)
		return by_id(x, t, id->text, f, why);
	e = value_key_of(&c, t, body, &key);
	if (e == ERR_OK)
		e = apply_find(x, Q_BY_KEY, t, key, STR(""), f, why);
	if (e == ERR_OK && !f->is)
		e = why_set(why, ERR_NOTFOUND, SAY_APPLY_ID, A(t->name), A(key));
	return e;
}

enum err apply_retire(struct apply *x, const struct op *op)
{
	const struct rec_type *t;
	struct why why = { 0 };
	struct json *body;
	struct found f = { 0 };
	enum err e = apply_type(x, op, STORAGE_RECORD, &t);

	if (e != ERR_OK || !t)
		return e;
	e = apply_body(x, op, &body);
	if (e != ERR_OK || !body)
		return e;
	e = find_retired(x, t, body, &f, &why);
	if (e != ERR_OK)
		return sort_out(x, op, e, &why);
	if (f.retired) {
		x->job->result.unchanged++;
		return ERR_OK;
	}
	body = tree_node(x->a, JSON_OBJECT, STR(""));
	tree_add(body, STR("retired"), tree_node(x->a, JSON_TRUE, STR("")));
	x->job->result.retired++;
	return append(x, t, &f, body);
}
