/* SPDX-License-Identifier: Apache-2.0 */
#include "store/project.h"

#include "base/buf.h"
#include "base/ensure.h"
#include "base/mem.h"
#include "store/schema.h"
#include "store/sketches.h"
#include "store/value.h"
#include "wire/addr.h"
#include "wire/time3339.h"

/* The statements of one type; lists[i] is NULL unless field i is a list. */
struct table {
	const struct rec_type *type;
	sqlite3_stmt *insert, *end;
	sqlite3_stmt **lists;
};

struct projector {
	sqlite3 *db;
	struct arena *a;
	const struct rec_type *types;
	size_t count;
	struct table *tables;
	sqlite3_stmt *find, *put, *retire;
};

enum { RECORD_COLUMNS = 10 }; /* those before the fields, see store/schema.h */

/* ---- statements ---- */

static void field_columns(const struct rec_field *f, struct str column, struct buf *out, size_t *n)
{
	buf_printf(out, ", \"%.*s\"", STR_FMT(column));
	(*n)++;
	if (f->type != FT_PREFIX)
		return;
	buf_printf(out, ", \"%.*s_lo\", \"%.*s_hi\"", STR_FMT(column), STR_FMT(column));
	*n += 2;
}

static void places(struct buf *out, size_t n)
{
	buf_puts(out, ") VALUES(?");
	for (size_t i = 1; i < n; i++)
		buf_puts(out, ", ?");
	buf_c(out, ')');
}

static void insert_sql(const struct rec_type *t, struct buf *out)
{
	size_t n = RECORD_COLUMNS;

	buf_printf(out,
		   "INSERT INTO main.\"%.*s\"(leaf, leaf_to, rec, ver, recorded_from, recorded_to, "
		   "valid_from, valid_to, source, external_id",
		   STR_FMT(t->name));
	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].list)
			field_columns(&t->fields[i], t->fields[i].name, out, &n);
	}
	places(out, n);
}

static void list_sql(const struct rec_type *t, const struct rec_field *f, struct buf *out)
{
	size_t n = 3;

	buf_printf(out, "INSERT INTO main.\"%.*s_%.*s\"(leaf, seq, rec", STR_FMT(t->name),
		   STR_FMT(f->name));
	field_columns(f, STR("value"), out, &n);
	places(out, n);
}

/* What a column becomes when its row is there already. */
static void merge_sql(const struct rec_field *f, struct str column, struct buf *out)
{
	static const char *const form[] = {
		[MERGE_SUM] = "iif(excluded.%1 IS NULL, %1, ifnull(%1, 0) + excluded.%1)",
		[MERGE_MIN] = "min(ifnull(%1, excluded.%1), ifnull(excluded.%1, %1))",
		[MERGE_MAX] = "max(ifnull(%1, excluded.%1), ifnull(excluded.%1, %1))",
		[MERGE_LAST] = "ifnull(excluded.%1, %1)",
		[MERGE_SKETCH] = "sketch_merge(%1, excluded.%1)",
	};

	buf_printf(out, ", \"%.*s\" = ", STR_FMT(column));
	for (const char *c = form[f->merge]; *c; c++) {
		if (c[0] == '%' && c[1] == '1') {
			buf_printf(out, "\"%.*s\"", STR_FMT(column));
			c++;
		} else {
			buf_c(out, *c);
		}
	}
}

static void merge_field(const struct rec_field *f, struct buf *out)
{
	static const char *const tails[] = { "", "_lo", "_hi" };

	for (size_t k = 0; k < (f->type == FT_PREFIX ? 3 : 1); k++) {
		struct buf column = { 0 };

		buf_printf(&column, "%.*s%s", STR_FMT(f->name), tails[k]);
		merge_sql(f, buf_str(&column), out);
		buf_fini(&column);
	}
}

static void upsert_sql(const struct rec_type *t, struct buf *out)
{
	size_t n = 2;

	buf_printf(out, "INSERT INTO main.\"%.*s\"(leaf, recorded", STR_FMT(t->name));
	for (size_t i = 0; i < t->field_count; i++)
		field_columns(&t->fields[i], t->fields[i].name, out, &n);
	places(out, n);
	buf_puts(out, " ON CONFLICT(");
	schema_key_sql(t, out);
	buf_puts(out, ") DO UPDATE SET leaf = excluded.leaf, recorded = excluded.recorded");
	for (size_t i = 0; i < t->field_count; i++) {
		if (!t->fields[i].key)
			merge_field(&t->fields[i], out);
	}
}

static enum err prepare(struct projector *p, struct buf *sql, sqlite3_stmt **out, struct why *why)
{
	enum err e = sql_prepare(p->db, buf_cstr(sql), out, why);

	buf_clear(sql);
	return e;
}

static enum err prepare_record(struct projector *p, struct table *t, struct buf *sql,
			       struct why *why)
{
	enum err e;

	insert_sql(t->type, sql);
	e = prepare(p, sql, &t->insert, why);
	if (e != ERR_OK)
		return e;
	buf_printf(sql, "UPDATE main.\"%.*s\" SET leaf_to = ?, recorded_to = ? WHERE leaf = ?",
		   STR_FMT(t->type->name));
	e = prepare(p, sql, &t->end, why);
	t->lists = arena_array(p->a, sqlite3_stmt *, t->type->field_count);
	for (size_t i = 0; i < t->type->field_count && e == ERR_OK; i++) {
		if (!t->type->fields[i].list)
			continue;
		list_sql(t->type, &t->type->fields[i], sql);
		e = prepare(p, sql, &t->lists[i], why);
	}
	return e;
}

static enum err prepare_table(struct projector *p, struct table *t, struct why *why)
{
	struct buf sql = { 0 };
	enum err e;

	if (t->type->storage == STORAGE_RECORD) {
		e = prepare_record(p, t, &sql, why);
	} else {
		upsert_sql(t->type, &sql);
		e = prepare(p, &sql, &t->insert, why);
	}
	buf_fini(&sql);
	return e;
}

static enum err prepare_identities(struct projector *p, struct why *why)
{
	enum err e = sql_prepare(p->db, "SELECT leaf, retired FROM main.record WHERE rec = ?",
				 &p->find, why);

	if (e == ERR_OK)
		e = sql_prepare(p->db,
				"INSERT INTO main.record(rec, type, key, source, external_id, ver, "
				"leaf, retired) VALUES(?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT(rec) DO "
				"UPDATE SET key = excluded.key, source = excluded.source, "
				"external_id = excluded.external_id, ver = excluded.ver, "
				"leaf = excluded.leaf, retired = 0",
				&p->put, why);
	if (e == ERR_OK)
		e = sql_prepare(p->db,
				"UPDATE main.record SET ver = ?, leaf = ?, retired = 1 "
				"WHERE rec = ?",
				&p->retire, why);
	return e;
}

enum err projector_open(sqlite3 *db, const struct rec_type *types, size_t count,
			struct projector **out, struct why *why)
{
	struct projector *p = mem_zero(1, sizeof *p);
	enum err e;

	*p = (struct projector){ .db = db, .a = arena_open(), .types = types, .count = count };
	p->tables = arena_array(p->a, struct table, count);
	e = prepare_identities(p, why);
	for (size_t i = 0; i < count && e == ERR_OK; i++) {
		p->tables[i].type = &types[i];
		e = prepare_table(p, &p->tables[i], why);
	}
	if (e != ERR_OK) {
		projector_close(p);
		p = NULL;
	}
	*out = p;
	return e;
}

void projector_close(struct projector *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++) {
		struct table *t = &p->tables[i];

		sqlite3_finalize(t->insert);
		sqlite3_finalize(t->end);
		for (size_t f = 0; t->lists && f < t->type->field_count; f++)
			sqlite3_finalize(t->lists[f]);
	}
	sqlite3_finalize(p->find);
	sqlite3_finalize(p->put);
	sqlite3_finalize(p->retire);
	arena_close(p->a);
	mem_free(p);
}

/* ---- values into columns ---- */

static void bind_addr(sqlite3_stmt *s, int at, struct addr x, struct arena *a)
{
	unsigned char *key = arena_alloc(a, SCHEMA_ADDR_KEY);

	sql_blob(s, at, key, schema_addr_key(x, key));
}

static bool bind_prefix(sqlite3_stmt *s, int *at, struct str text, struct arena *a)
{
	struct prefix p;
	struct addr last;

	if (!prefix_read(text, &p, NULL))
		return false;
	last = p.addr;
	for (unsigned bit = p.len; bit < addr_bits(last); bit++)
		last.b[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	sql_text(s, (*at)++, text);
	bind_addr(s, (*at)++, p.addr, a);
	bind_addr(s, (*at)++, last, a);
	return true;
}

static bool bind_instant(sqlite3_stmt *s, int at, struct str text)
{
	struct instant t;

	if (!time3339_read(text, false, &t))
		return false;
	sql_i64(s, at, t.us);
	return true;
}

static bool bind_ref(sqlite3_stmt *s, int at, const struct rec_field *f, struct str text,
		     struct arena *a)
{
	struct rec_id *id = arena_new(a, struct rec_id);

	if (!rec_id_read(text, f->ref, id))
		return false;
	sql_blob(s, at, id->b, sizeof id->b);
	return true;
}

static bool bind_sketch(sqlite3_stmt *s, int at, struct str hex, struct arena *a)
{
	unsigned char *bytes = arena_alloc(a, hex.n / 2);

	if (!sketches_unhex(hex, bytes))
		return false;
	sql_blob(s, at, bytes, hex.n / 2);
	return true;
}

static bool bind_number(sqlite3_stmt *s, int at, const struct json *v)
{
	int64_t n;

	if (!json_int(v, &n))
		return false;
	sql_i64(s, at, n);
	return true;
}

static bool bind_real(sqlite3_stmt *s, int at, const struct json *v)
{
	double d;

	return json_double(v, &d) && sqlite3_bind_double(s, at, d) == SQLITE_OK;
}

/* Binds a normal value (NULL: none) at *at, which moves on by as many columns as the field has. */
static bool bind(sqlite3_stmt *s, int *at, const struct rec_field *f, const struct json *v,
		 struct arena *a)
{
	if (!v) {
		*at += f->type == FT_PREFIX ? 3 : 1; /* unbound is NULL */
		return true;
	}
	switch (f->type) {
	case FT_INTEGER:
	case FT_MONEY:
		return bind_number(s, (*at)++, v);
	case FT_REAL:
		return bind_real(s, (*at)++, v);
	case FT_BOOLEAN:
		sql_i64(s, (*at)++, v->kind == JSON_TRUE);
		return v->kind == JSON_TRUE || v->kind == JSON_FALSE;
	case FT_INSTANT:
		return bind_instant(s, (*at)++, v->text);
	case FT_REF:
		return bind_ref(s, (*at)++, f, v->text, a);
	case FT_PREFIX:
		return bind_prefix(s, at, v->text, a);
	case FT_SKETCH:
		return bind_sketch(s, (*at)++, v->text, a);
	default:
		sql_text(s, (*at)++, v->text);
		return json_is_str(v);
	}
}

static const struct json *get(const struct json *object, struct str name)
{
	for (const struct json *m = object ? object->child : NULL; m; m = m->next) {
		if (str_eq(m->key, name))
			return m;
	}
	return NULL;
}

static enum err corrupt(const struct rec_type *t, const struct rec_field *f, struct why *why)
{
	return why_set(why, ERR_CORRUPT, SAY_PROJECT_VALUE, A(t->name), A(f->name));
}

static enum err bind_fields(sqlite3_stmt *s, int at, const struct rec_type *t,
			    const struct json *fields, struct arena *a, struct why *why)
{
	for (size_t i = 0; i < t->field_count; i++) {
		const struct rec_field *f = &t->fields[i];

		if (!f->list && !bind(s, &at, f, get(fields, f->name), a))
			return corrupt(t, f, why);
	}
	return ERR_OK;
}

/* ---- versions ---- */

static struct table *table_of(struct projector *p, const struct rec_type *t)
{
	size_t i = 0;

	while (i < p->count && p->tables[i].type != t)
		i++;
	ensure(i < p->count);
	return &p->tables[i];
}

static enum err end_last(struct projector *p, struct table *t, const struct version_row *v,
			 struct why *why)
{
	bool row, live;
	int64_t last;
	enum err e;

	sql_blob(p->find, 1, v->rec.b, sizeof v->rec.b);
	e = sql_row(p->find, &row, why);
	if (e != ERR_OK || !row)
		return e;
	last = sqlite3_column_int64(p->find, 0);
	live = !sqlite3_column_int64(p->find, 1);
	sql_reset(p->find);
	if (!live)
		return ERR_OK;
	sql_i64(t->end, 1, (int64_t)v->leaf);
	sql_i64(t->end, 2, v->recorded.us);
	sql_i64(t->end, 3, last);
	return sql_run(t->end, why);
}

static void bind_optional_time(sqlite3_stmt *s, int at, const struct json *v)
{
	if (json_is_str(v))
		bind_instant(s, at, v->text);
}

static enum err insert_row(struct table *t, const struct version_row *v, struct arena *a,
			   struct why *why)
{
	sqlite3_stmt *s = t->insert;
	enum err e;

	sql_i64(s, 1, (int64_t)v->leaf);
	sql_blob(s, 3, v->rec.b, sizeof v->rec.b);
	sql_i64(s, 4, (int64_t)v->ver);
	sql_i64(s, 5, v->recorded.us);
	bind_optional_time(s, 7, json_get(v->body, "valid_from"));
	bind_optional_time(s, 8, json_get(v->body, "valid_to"));
	sql_text_or_null(s, 9, json_str(json_get(v->body, "source"), STR("")));
	sql_text_or_null(s, 10, json_str(json_get(v->body, "external_id"), STR("")));
	e = bind_fields(s, RECORD_COLUMNS + 1, t->type, json_get(v->body, "fields"), a, why);
	if (e == ERR_OK)
		return sql_run(s, why);
	sql_reset(s);
	return e;
}

static enum err insert_list(sqlite3_stmt *s, const struct version_row *v, const struct rec_field *f,
			    const struct json *array, struct arena *a, struct why *why)
{
	int64_t seq = 0;

	for (const struct json *item = array ? array->child : NULL; item; item = item->next) {
		int at = 4;
		enum err e;

		sql_i64(s, 1, (int64_t)v->leaf);
		sql_i64(s, 2, seq++);
		sql_blob(s, 3, v->rec.b, sizeof v->rec.b);
		e = bind(s, &at, f, item, a) ? sql_run(s, why) : corrupt(v->type, f, why);
		if (e != ERR_OK) {
			sql_reset(s);
			return e;
		}
	}
	return ERR_OK;
}

static enum err insert_lists(struct table *t, const struct version_row *v, struct arena *a,
			     struct why *why)
{
	const struct json *fields = json_get(v->body, "fields");
	enum err e = ERR_OK;

	for (size_t i = 0; i < t->type->field_count && e == ERR_OK; i++) {
		const struct rec_field *f = &t->type->fields[i];

		if (f->list)
			e = insert_list(t->lists[i], v, f, get(fields, f->name), a, why);
	}
	return e;
}

static enum err put_identity(struct projector *p, const struct version_row *v, struct arena *a,
			     struct why *why)
{
	struct value_ctx c = { .a = a, .types = p->types, .type_count = p->count, .why = why };
	sqlite3_stmt *s = p->put;
	struct str key;
	enum err e = value_key(&c, v->type, json_get(v->body, "fields"), &key);

	if (e != ERR_OK)
		return e;
	sql_blob(s, 1, v->rec.b, sizeof v->rec.b);
	sql_text(s, 2, v->type->name);
	sql_text_or_null(s, 3, key);
	sql_text_or_null(s, 4, json_str(json_get(v->body, "source"), STR("")));
	sql_text_or_null(s, 5, json_str(json_get(v->body, "external_id"), STR("")));
	sql_i64(s, 6, (int64_t)v->ver);
	sql_i64(s, 7, (int64_t)v->leaf);
	return sql_run(s, why);
}

static enum err retire(struct projector *p, const struct version_row *v, struct why *why)
{
	sql_i64(p->retire, 1, (int64_t)v->ver);
	sql_i64(p->retire, 2, (int64_t)v->leaf);
	sql_blob(p->retire, 3, v->rec.b, sizeof v->rec.b);
	return sql_run(p->retire, why);
}

enum err project_version(struct projector *p, const struct version_row *v, struct arena *a,
			 struct why *why)
{
	struct table *t = table_of(p, v->type);
	const struct json *fields = json_get(v->body, "fields");
	enum err e = end_last(p, t, v, why);

	if (e != ERR_OK)
		return e;
	if (json_bool(json_get(v->body, "retired"), false))
		return retire(p, v, why);
	if (!fields || fields->kind != JSON_OBJECT)
		return why_set(why, ERR_CORRUPT, SAY_PROJECT_BODY, A(v->type->name));
	e = insert_row(t, v, a, why);
	if (e == ERR_OK)
		e = insert_lists(t, v, a, why);
	return e == ERR_OK ? put_identity(p, v, a, why) : e;
}

enum err project_tally(struct projector *p, const struct rec_type *type, const struct json *row,
		       uint64_t leaf, struct instant recorded, struct arena *a, struct why *why)
{
	sqlite3_stmt *s = table_of(p, type)->insert;
	enum err e;

	sql_i64(s, 1, (int64_t)leaf);
	sql_i64(s, 2, recorded.us);
	e = bind_fields(s, 3, type, row, a, why);
	if (e == ERR_OK)
		return sql_run(s, why);
	sql_reset(s);
	return e;
}

enum err project_usual(struct projector *p, const struct rec_type *type,
		       const struct usual_value *v, uint64_t leaf, struct instant recorded,
		       struct why *why)
{
	sqlite3_stmt *s = table_of(p, type)->insert;

	sql_i64(s, 1, (int64_t)leaf);
	sql_i64(s, 2, recorded.us);
	for (size_t i = 0; i < type->field_count; i++) {
		enum field_type f = type->fields[i].type;

		if (!v[i].text.p)
			continue; /* unbound is NULL */
		if (f == FT_INTEGER || f == FT_INSTANT)
			sql_i64(s, (int)i + 3, v[i].number);
		else
			sql_text(s, (int)i + 3, v[i].text);
	}
	return sql_run(s, why);
}
