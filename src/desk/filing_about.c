/* SPDX-License-Identifier: Apache-2.0 */
/* filing_about.c - which area, class or thing does a cell name? Only what is registered. */
#include "desk/filing_parts.h"

#include "store/query.h"
#include "wire/cell.h"

/* ---- areas ---- */

static struct str plain(struct taking *t, struct str s)
{
	struct buf b = { 0 };
	struct str kept;

	cell_plain(s, &b);
	kept = str_keep(t->a, buf_str(&b));
	buf_fini(&b);
	return kept;
}

enum err filing_areas(struct taking *t, struct why *why)
{
	struct query *q;
	int64_t count = 0;
	bool row = true, is_new;
	enum err e = query_one(reader_db(t->r), "SELECT count(*) FROM area", &count, why);

	if (e == ERR_OK)
		e = query_open(reader_db(t->r),
			       "SELECT a.code, a.name, coalesce(p.code, ''), a.level FROM area a "
			       "LEFT JOIN area p ON p.rec = a.parent",
			       &q, why);
	if (e != ERR_OK)
		return e;
	t->area = arena_array(t->a, struct area_row, (size_t)count);
	while ((e = query_next(q, &row, why)) == ERR_OK && row && t->area_count < (size_t)count) {
		struct area_row *a = &t->area[t->area_count];
		struct map_entry *name;

		*a = (struct area_row){ .code = str_keep(t->a, query_text(q, 0)),
					.name = str_keep(t->a, query_text(q, 1)),
					.parent = str_keep(t->a, query_text(q, 2)),
					.level = str_keep(t->a, query_text(q, 3)) };
		map_put(t->areas, a->code, NULL)->u = t->area_count;
		name = map_put(t->names, plain(t, a->name), &is_new);
		name->u = is_new ? t->area_count : SIZE_MAX;
		t->area_count++;
	}
	query_close(q);
	return e;
}

static enum err about_area(struct taking *t, struct str text, struct about *about, struct why *why)
{
	const struct map_entry *m = map_get(t->areas, plain(t, text));

	if (!m)
		m = map_get(t->names, plain(t, text));
	if (!m)
		return why_set(why, ERR_NOTFOUND, SAY_FILING_NO_AREA, A(text));
	if (m->u == SIZE_MAX)
		return why_set(why, ERR_CONFLICT, SAY_FILING_AREA_NAMES, A(text));
	t->area[m->u].reported = true;
	about->area = t->area[m->u].code;
	return ERR_OK;
}

static bool is_beside(const struct taking *t, const struct area_row *a)
{
	for (size_t i = 0; i < t->area_count; i++)
		if (t->area[i].reported && str_eq(t->area[i].parent, a->parent) &&
		    str_eq(t->area[i].level, a->level))
			return true;
	return false;
}

/* Areas of the same level and parent as those reported, of which the form says nothing. */
void filing_absent(struct taking *t)
{
	struct filing *out = t->out;
	size_t reported = 0;

	for (size_t i = 0; i < t->area_count; i++)
		reported += t->area[i].reported;
	if (!reported)
		return;
	out->absent = arena_array(t->a, struct form_area, t->area_count);
	for (size_t i = 0; i < t->area_count; i++)
		if (!t->area[i].reported && is_beside(t, &t->area[i]))
			out->absent[out->absent_count++] =
				(struct form_area){ t->area[i].code, t->area[i].name };
}

/* ---- classes and things ---- */

enum err filing_no_code(const struct taking *t, const struct return_column *c, struct str text,
			struct str list, const struct str *codes, size_t n, struct why *why)
{
	struct buf words = { 0 };
	enum lang lang = say_lang_default();

	pack_code_words(t->p, list, codes, n, lang, &words);
	why_set(why, ERR_NOTFOUND, SAY_FILING_NO_CODE, A(text), A(c->label[lang]),
		A(buf_str(&words)));
	buf_fini(&words);
	return ERR_NOTFOUND;
}

static enum err about_dim(struct taking *t, const struct return_column *c, struct str text,
			  struct about *about, struct why *why)
{
	about->dim = pack_code_named(t->p, c->what, text);
	if (about->dim.n)
		return ERR_OK;
	return filing_no_code(t, c, text, c->what, NULL, 0, why);
}

static struct str thing_key(struct taking *t, struct str type, struct str key)
{
	struct buf b = { 0 };
	struct str kept;

	buf_put(&b, type);
	buf_c(&b, '\n');
	buf_put(&b, key);
	kept = str_keep(t->a, buf_str(&b));
	buf_fini(&b);
	return kept;
}

/* All first keys of a type, once. Its names came from a checked pack. */
static enum err read_things(struct taking *t, const struct rec_type *type, struct why *why)
{
	struct buf sql = { 0 };
	struct query *q;
	bool row = true;
	size_t i = 0;
	enum err e;

	if (map_get(t->things, type->name))
		return ERR_OK;
	map_put(t->things, type->name, NULL);
	while (i < type->field_count && !type->fields[i].key)
		i++;
	if (i == type->field_count)
		return ERR_OK;
	buf_printf(&sql, "SELECT \"%.*s\" FROM \"%.*s\"", STR_FMT(type->fields[i].name),
		   STR_FMT(type->name));
	e = query_open(reader_db(t->r), buf_cstr(&sql), &q, why);
	buf_fini(&sql);
	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		map_put(t->things, thing_key(t, type->name, query_text(q, 0)), NULL);
	query_close(q);
	return e;
}

/* The names of all things of the type with the organisations that have them, once. */
static enum err read_owners(struct taking *t, const struct rec_type *type, struct why *why)
{
	const struct rec_field *name = NULL, *owner = NULL;
	struct buf sql = { 0 };
	struct query *q;
	bool row = true, is_new;
	enum err e;

	map_put(t->owners, type->name, &is_new);
	if (!is_new)
		return ERR_OK;
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].key)
			*(name ? &owner : &name) = &type->fields[i];
	buf_printf(&sql,
		   "SELECT t.\"%.*s\", p.registration_no FROM \"%.*s\" t JOIN party p ON p.rec = "
		   "t.\"%.*s\"",
		   STR_FMT(name->name), STR_FMT(type->name), STR_FMT(owner->name));
	e = query_open(reader_db(t->r), buf_cstr(&sql), &q, why);
	buf_fini(&sql);
	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		struct map_entry *m =
			map_put(t->owners, thing_key(t, type->name, query_text(q, 0)), &is_new);

		m->p = NULL;
		if (is_new) {
			struct str *party = arena_alloc(t->a, sizeof *party);

			*party = str_keep(t->a, query_text(q, 1));
			m->p = party;
		}
	}
	query_close(q);
	return e;
}

enum err filing_owner(struct taking *t, const struct rec_type *type, struct str name,
		      struct str *party, struct why *why)
{
	enum err e = read_owners(t, type, why);
	const struct map_entry *m = e ? NULL : map_get(t->owners, thing_key(t, type->name, name));

	*party = m && m->p ? *(const struct str *)m->p : STR("");
	return e;
}

static enum err about_subject(struct taking *t, const struct return_column *c, struct str text,
			      struct about *about, struct why *why)
{
	const struct rec_type *type = node_type(reader_node(t->r), c->what);
	enum err e = type ? read_things(t, type, why) : ERR_OK;

	if (e != ERR_OK)
		return e;
	if (!type || !map_get(t->things, thing_key(t, c->what, text)))
		return why_set(why, ERR_NOTFOUND, SAY_FILING_NO_THING, A(text),
			       A(type ? type->label[say_lang_default()] : c->what));
	about->subject = text;
	return ERR_OK;
}

enum err filing_about(struct taking *t, const struct return_column *c, struct str text,
		      struct about *about, struct why *why)
{
	switch (c->cell) {
	case CELL_AREA:
		return about_area(t, text, about, why);
	case CELL_DIM:
		return about_dim(t, c, text, about, why);
	case CELL_SUBJECT:
		return about_subject(t, c, text, about, why);
	default:
		about->note = text;
		return ERR_OK;
	}
}
