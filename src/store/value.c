/* SPDX-License-Identifier: Apache-2.0 */
#include "store/value.h"

#include "base/buf.h"
#include "store/sketches.h"
#include "store/tree.h"
#include "store/veil.h"
#include "wire/addr.h"
#include "wire/domain.h"
#include "wire/time3339.h"

enum { REF_DEPTH = 8 };

/* JCS numbers are doubles: beyond this an integer would not come back as it was. */
static const int64_t int_max = 9007199254740991;

static enum err scalar(const struct value_ctx *c, const struct rec_type *t,
		       const struct rec_field *f, const struct json *v, unsigned depth,
		       struct json **out);

static enum err refuse(const struct value_ctx *c, const struct rec_type *t,
		       const struct rec_field *f, enum say_id id)
{
	return why_set(c->why, ERR_SYNTAX, id, A(t->name), A(f->name));
}

const struct rec_type *value_type(const struct rec_type *types, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(types[i].name, name))
			return &types[i];
	}
	return NULL;
}

/* ---- text ---- */

bool value_is_personal(struct str text, struct arena *a)
{
	unsigned found;
	struct str left = veil_scrub(text, false, a, &found);

	return found == 1 && left.n && left.p[0] == '[' && str_find(left, ']') == left.n - 1;
}

/* A key is compared, so nothing of it can be replaced: one that is an identifier is refused. What
 * merely contains one may be an indicator, and those are matchable values. */
static enum err open_text(const struct value_ctx *c, const struct rec_type *t,
			  const struct rec_field *f, const struct json *v, struct json **out)
{
	if (f->key && value_is_personal(v->text, c->a))
		return why_set(c->why, ERR_DENIED, SAY_VALUE_PERSONAL, A(t->name), A(f->name));
	*out = tree_str(c->a, f->key ? v->text : veil_scrub(v->text, false, c->a, NULL));
	return ERR_OK;
}

static enum err text(const struct value_ctx *c, const struct rec_type *t, const struct rec_field *f,
		     const struct json *v, struct json **out)
{
	if (!json_is_str(v) || str_find(v->text, 0) != SIZE_MAX)
		return refuse(c, t, f, SAY_VALUE_TEXT);
	if (f->privacy == PRIVACY_TOKEN && !veil_is_token(v->text))
		return refuse(c, t, f, SAY_VALUE_TOKEN);
	if (f->privacy == PRIVACY_OPEN)
		return open_text(c, t, f, v, out);
	*out = tree_str(c->a, v->text);
	return ERR_OK;
}

static enum err code(const struct value_ctx *c, const struct rec_type *t, const struct rec_field *f,
		     const struct json *v, struct json **out)
{
	struct buf known = { 0 };

	if (!json_is_str(v) || str_find(v->text, 0) != SIZE_MAX)
		return refuse(c, t, f, SAY_VALUE_TEXT);
	for (size_t i = 0; i < f->code_count; i++) {
		if (str_eq(v->text, f->codes[i])) {
			*out = tree_str(c->a, v->text);
			return ERR_OK;
		}
	}
	if (!f->code_count)
		return open_text(c, t, f, v, out);
	for (size_t i = 0; i < f->code_count; i++) {
		buf_puts(&known, i ? ", " : "");
		buf_put(&known, f->codes[i]);
	}
	why_set(c->why, ERR_SYNTAX, SAY_VALUE_CODE, A(t->name), A(f->name), A(v->text),
		A(buf_str(&known)));
	buf_fini(&known);
	return ERR_SYNTAX;
}

/* Nobody's own network is wider; 0.0.0.0/0 would make everybody's hits theirs. */
enum { WIDEST_4 = 8, WIDEST_6 = 16 };

static enum err prefix(const struct value_ctx *c, const struct rec_type *t,
		       const struct rec_field *f, const struct json *v, struct json **out)
{
	struct buf b = { 0 };
	struct prefix p;

	if (!json_is_str(v) || !prefix_read(v->text, &p, NULL))
		return refuse(c, t, f, SAY_VALUE_PREFIX);
	if (p.len < (p.addr.family == 4 ? WIDEST_4 : WIDEST_6))
		return why_set(c->why, ERR_SYNTAX, SAY_VALUE_WIDE, A(t->name), A(f->name),
			       A(v->text), A(WIDEST_4), A(WIDEST_6));
	prefix_write(p, &b);
	*out = tree_str(c->a, str_keep(c->a, buf_str(&b)));
	buf_fini(&b);
	return ERR_OK;
}

static enum err domain(const struct value_ctx *c, const struct rec_type *t,
		       const struct rec_field *f, const struct json *v, struct json **out)
{
	char canon[DOMAIN_MAX];
	size_t n = 0;

	if (!json_is_str(v) || domain_canon(v->text, canon, &n, NULL) != ERR_OK)
		return refuse(c, t, f, SAY_VALUE_DOMAIN);
	*out = tree_str(c->a, str_keep(c->a, str_n(canon, n)));
	return ERR_OK;
}

/* ---- numbers and times ---- */

static enum err integer(const struct value_ctx *c, const struct rec_type *t,
			const struct rec_field *f, const struct json *v, struct json **out)
{
	int64_t n;

	if (!json_int(v, &n) || n > int_max || n < -int_max)
		return refuse(c, t, f, SAY_VALUE_INTEGER);
	*out = tree_i64(c->a, n);
	return ERR_OK;
}

static enum err real(const struct value_ctx *c, const struct rec_type *t, const struct rec_field *f,
		     const struct json *v, struct json **out)
{
	double d;

	if (!json_double(v, &d))
		return refuse(c, t, f, SAY_VALUE_REAL);
	*out = tree_node(c->a, JSON_NUMBER, v->text);
	return ERR_OK;
}

static enum err boolean(const struct value_ctx *c, const struct rec_type *t,
			const struct rec_field *f, const struct json *v, struct json **out)
{
	if (v->kind != JSON_TRUE && v->kind != JSON_FALSE)
		return refuse(c, t, f, SAY_VALUE_BOOLEAN);
	*out = tree_node(c->a, v->kind, STR(""));
	return ERR_OK;
}

static enum err date(const struct value_ctx *c, const struct rec_type *t, const struct rec_field *f,
		     const struct json *v, struct json **out)
{
	unsigned month, day;
	int year;

	if (!json_is_str(v) || !date_read(v->text, &year, &month, &day))
		return refuse(c, t, f, SAY_VALUE_DATE);
	*out = tree_str(c->a, v->text);
	return ERR_OK;
}

static enum err instant(const struct value_ctx *c, const struct rec_type *t,
			const struct rec_field *f, const struct json *v, struct json **out)
{
	struct buf b = { 0 };
	struct instant at;

	if (!json_is_str(v) || !time3339_read(v->text, false, &at))
		return refuse(c, t, f, SAY_VALUE_INSTANT);
	time3339_write(at, &b);
	*out = tree_str(c->a, str_keep(c->a, buf_str(&b)));
	buf_fini(&b);
	return ERR_OK;
}

/* Bytes, not text: no recogniser looks at them, so they must be what they say they are. */
static enum err sketch(const struct value_ctx *c, const struct rec_type *t,
		       const struct rec_field *f, const struct json *v, struct json **out)
{
	struct str hex = json_str(v, STR(""));
	unsigned char *bytes = arena_alloc(c->a, hex.n / 2);

	if (!hex.n || !sketches_unhex(hex, bytes))
		return refuse(c, t, f, SAY_VALUE_SKETCH);
	*out = tree_str(c->a, hex);
	return sketches_check(str_n((const char *)bytes, hex.n / 2), c->why);
}

/* ---- references ---- */

static size_t key_count(const struct rec_type *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->field_count; i++)
		n += t->fields[i].key;
	return n;
}

/* The key of another record, given as one value or as an array of them. */
static enum err foreign_key(const struct value_ctx *c, const struct rec_type *t,
			    const struct rec_field *f, const struct rec_type *other,
			    const struct json *v, unsigned depth, struct str *key)
{
	struct json *array = tree_node(c->a, JSON_ARRAY, STR("")), **tail = &array->child;
	const struct json *part = v->kind == JSON_ARRAY ? v->child : v;
	size_t given = v->kind == JSON_ARRAY ? v->count : 1;

	if (!given || given != key_count(other) || v->kind == JSON_OBJECT || depth >= REF_DEPTH)
		return refuse(c, t, f, SAY_VALUE_REF_FORM);
	for (size_t i = 0; i < other->field_count; i++) {
		enum err e;

		if (!other->fields[i].key)
			continue;
		e = scalar(c, other, &other->fields[i], part, depth + 1, tail);
		if (e != ERR_OK)
			return e;
		tail = &(*tail)->next;
		array->count++;
		part = part->next;
	}
	return tree_canon(c->a, array, key, c->why);
}

static enum err reference(const struct value_ctx *c, const struct rec_type *t,
			  const struct rec_field *f, const struct json *v, unsigned depth,
			  struct json **out)
{
	const struct rec_type *other = value_type(c->types, c->type_count, f->ref);
	struct str key = json_str(v, STR(""));
	bool found = false;
	struct rec_id id;
	enum err e = ERR_OK;

	if (!other)
		return refuse(c, t, f, SAY_VALUE_REF_FORM);
	if (rec_id_read(key, other->name, &id))
		e = c->find(c->ctx, other, key, false, &id, &found, c->why);
	if (e == ERR_OK && !found) {
		e = foreign_key(c, t, f, other, v, depth, &key);
		if (e == ERR_OK)
			e = c->find(c->ctx, other, key, true, &id, &found, c->why);
	}
	if (e != ERR_OK)
		return e;
	if (!found)
		return why_set(c->why, ERR_NOTFOUND, SAY_VALUE_REF_NONE, A(t->name), A(f->name),
			       A(other->name), A(key));
	*out = tree_str(c->a, rec_id_text(c->a, other->name, id));
	return ERR_OK;
}

/* ---- one value, one field, one record ---- */

static enum err scalar(const struct value_ctx *c, const struct rec_type *t,
		       const struct rec_field *f, const struct json *v, unsigned depth,
		       struct json **out)
{
	switch (f->type) {
	case FT_TEXT:
		return text(c, t, f, v, out);
	case FT_INTEGER:
	case FT_MONEY:
		return integer(c, t, f, v, out);
	case FT_REAL:
		return real(c, t, f, v, out);
	case FT_BOOLEAN:
		return boolean(c, t, f, v, out);
	case FT_DATE:
		return date(c, t, f, v, out);
	case FT_INSTANT:
		return instant(c, t, f, v, out);
	case FT_CODE:
		return code(c, t, f, v, out);
	case FT_REF:
		return reference(c, t, f, v, depth, out);
	case FT_PREFIX:
		return prefix(c, t, f, v, out);
	case FT_DOMAIN:
		return domain(c, t, f, v, out);
	case FT_SKETCH:
		return sketch(c, t, f, v, out);
	default:
		return refuse(c, t, f, SAY_VALUE_TEXT);
	}
}

static enum err list(const struct value_ctx *c, const struct rec_type *t, const struct rec_field *f,
		     const struct json *v, struct json **out)
{
	struct json *array = tree_node(c->a, JSON_ARRAY, STR("")), **tail = &array->child;

	if (v->kind != JSON_ARRAY)
		return refuse(c, t, f, SAY_VALUE_LIST);
	for (const struct json *item = v->child; item; item = item->next) {
		enum err e = scalar(c, t, f, item, 0, tail);

		if (e != ERR_OK)
			return e;
		tail = &(*tail)->next;
		array->count++;
	}
	*out = array;
	return ERR_OK;
}

static bool is_empty(const struct json *v)
{
	return v->kind == JSON_NULL || (v->kind == JSON_ARRAY && !v->child);
}

static enum err member(const struct value_ctx *c, const struct rec_type *t, const struct json *m,
		       struct json *normal)
{
	const struct rec_field *f = rectype_field(t, m->key);
	struct json *v = NULL;
	enum err e;

	if (!f)
		return why_set(c->why, ERR_SYNTAX, SAY_VALUE_FIELD, A(t->name), A(m->key));
	if (is_empty(m))
		return ERR_OK;
	e = f->list ? list(c, t, f, m, &v) : scalar(c, t, f, m, 0, &v);
	if (e == ERR_OK)
		tree_add(normal, f->name, v);
	return e;
}

/* A member of a normal object; field names are no C strings. */
static const struct json *get(const struct json *object, struct str name)
{
	for (const struct json *m = object->child; m; m = m->next) {
		if (str_eq(m->key, name))
			return m;
	}
	return NULL;
}

enum err value_normalise(const struct value_ctx *c, const struct rec_type *t,
			 const struct json *object, struct json **out)
{
	struct json *normal = tree_node(c->a, JSON_OBJECT, STR(""));
	enum err e = ERR_OK;

	if (object->kind != JSON_OBJECT)
		return why_set(c->why, ERR_SYNTAX, SAY_VALUE_OBJECT, A(t->name));
	for (const struct json *m = object->child; m && e == ERR_OK; m = m->next)
		e = member(c, t, m, normal);
	for (size_t i = 0; i < t->field_count && e == ERR_OK; i++) {
		if (t->fields[i].required && !get(normal, t->fields[i].name))
			e = refuse(c, t, &t->fields[i], SAY_VALUE_REQUIRED);
	}
	*out = normal;
	return e;
}

enum err value_key(const struct value_ctx *c, const struct rec_type *t, const struct json *normal,
		   struct str *key)
{
	struct json *array = tree_node(c->a, JSON_ARRAY, STR("")), **tail = &array->child;

	*key = STR("");
	for (size_t i = 0; i < t->field_count; i++) {
		const struct json *v;

		if (!t->fields[i].key)
			continue;
		v = get(normal, t->fields[i].name);
		if (!v)
			return refuse(c, t, &t->fields[i], SAY_VALUE_REQUIRED);
		*tail = tree_node(c->a, v->kind, v->text);
		tail = &(*tail)->next;
		array->count++;
	}
	return array->count ? tree_canon(c->a, array, key, c->why) : ERR_OK;
}

enum err value_key_of(const struct value_ctx *c, const struct rec_type *t,
		      const struct json *object, struct str *key)
{
	struct json *normal = tree_node(c->a, JSON_OBJECT, STR(""));

	if (object->kind != JSON_OBJECT)
		return why_set(c->why, ERR_SYNTAX, SAY_VALUE_OBJECT, A(t->name));
	for (const struct json *m = object->child; m; m = m->next) {
		enum err e = member(c, t, m, normal);

		if (e != ERR_OK)
			return e;
	}
	return value_key(c, t, normal, key);
}
