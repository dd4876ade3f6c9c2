/* SPDX-License-Identifier: Apache-2.0 */
/* rectype_check.c - may this descriptor become a table? Its names come from packs, so that nothing
 * passes here that could not stand between double quotes in SQL. */
#include "store/rectype.h"

#include "base/map.h"

enum { NAME_MAX_BYTES = 48 };

/* Columns that the store adds itself. */
static const char *const record_columns[] = { "rec",         "ver",           "leaf",
					      "leaf_to",     "recorded_from", "recorded_to",
					      "valid_from",  "valid_to",      "source",
					      "external_id", "rowid",         "oid" };
static const char *const aggregate_columns[] = { "leaf", "recorded", "rowid", "oid" };
static const char *const engine_tables[] = { "meta",          "version",    "leaf",      "record",
					     "record_key",    "record_ref", "batch",     "cursor",
					     "file",          "tally_leaf", "sum_total", "sum_hour",
					     "sum_party_hit", "sum_party" };

static bool listed(struct str name, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(name, str_of(words[i])))
			return true;
	}
	return false;
}
#define LISTED(name, words) listed((name), (words), sizeof(words) / sizeof *(words))

bool rectype_name_ok(struct str name)
{
	if (!name.n || name.n > NAME_MAX_BYTES || name.p[0] < 'a' || name.p[0] > 'z')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '_')
			return false;
	}
	return !str_starts(name, STR("sqlite_"));
}

const struct rec_field *rectype_field(const struct rec_type *t, struct str name)
{
	for (size_t i = 0; i < t->field_count; i++) {
		if (str_eq(t->fields[i].name, name))
			return &t->fields[i];
	}
	return NULL;
}

static enum err check_field_name(const struct rec_type *t, const struct rec_field *f,
				 struct why *why)
{
	bool taken = t->storage == STORAGE_RECORD ? LISTED(f->name, record_columns) :
						    LISTED(f->name, aggregate_columns);

	if (!rectype_name_ok(f->name))
		return why_set(why, ERR_SYNTAX, SAY_RECTYPE_FIELD_NAME, A(t->name), A(f->name));
	if (taken)
		return why_set(why, ERR_CONFLICT, SAY_RECTYPE_COLUMN, A(t->name), A(f->name));
	if (rectype_field(t, f->name) != f)
		return why_set(why, ERR_CONFLICT, SAY_RECTYPE_FIELD_TWICE, A(t->name), A(f->name));
	return ERR_OK;
}

static enum err check_record_field(const struct rec_type *t, const struct rec_field *f,
				   struct why *why)
{
	if (f->type == FT_SKETCH)
		return why_set(why, ERR_ARG, SAY_RECTYPE_SKETCH, A(t->name), A(f->name));
	if (f->privacy != PRIVACY_OPEN && (f->type != FT_TEXT || f->key))
		return why_set(why, ERR_ARG, SAY_RECTYPE_SECRET, A(t->name), A(f->name));
	if (f->key && (!f->required || f->list || f->type == FT_REAL))
		return why_set(why, ERR_ARG, SAY_RECTYPE_KEY, A(t->name), A(f->name));
	return ERR_OK;
}

/* Numbers add; a sum of text, dates or flags means nothing. */
static bool merge_fits(const struct rec_field *f)
{
	if (f->type == FT_SKETCH || f->merge == MERGE_SKETCH)
		return f->type == FT_SKETCH && f->merge == MERGE_SKETCH;
	if (f->merge == MERGE_SUM)
		return f->type == FT_INTEGER || f->type == FT_REAL || f->type == FT_MONEY;
	if (f->merge == MERGE_MIN || f->merge == MERGE_MAX)
		return f->type != FT_REF && f->type != FT_PREFIX;
	return true;
}

static enum err check_aggregate_field(const struct rec_type *t, const struct rec_field *f,
				      struct why *why)
{
	if (f->list || f->privacy != PRIVACY_OPEN)
		return why_set(why, ERR_ARG, SAY_RECTYPE_AGGREGATE, A(t->name), A(f->name));
	if ((f->merge == MERGE_KEY) != f->key || !merge_fits(f) || (f->key && f->type == FT_REAL))
		return why_set(why, ERR_ARG, SAY_RECTYPE_MERGE, A(t->name), A(f->name));
	return ERR_OK;
}

static enum err check_field(const struct rec_type *t, const struct rec_field *f, struct why *why)
{
	enum err e = check_field_name(t, f, why);

	if (e == ERR_OK && (f->type == FT_REF) != (f->ref.n > 0))
		e = why_set(why, ERR_ARG, SAY_RECTYPE_REF, A(t->name), A(f->name), A(f->ref));
	if (e != ERR_OK)
		return e;
	return t->storage == STORAGE_RECORD ? check_record_field(t, f, why) :
					      check_aggregate_field(t, f, why);
}

enum err rectype_check(const struct rec_type *t, struct why *why)
{
	bool key = false;

	if (!rectype_name_ok(t->name) || str_ends(t->name, STR("_now")))
		return why_set(why, ERR_SYNTAX, SAY_RECTYPE_NAME, A(t->name));
	if (LISTED(t->name, engine_tables))
		return why_set(why, ERR_CONFLICT, SAY_RECTYPE_ENGINE, A(t->name));
	for (size_t i = 0; i < t->field_count; i++) {
		enum err e = check_field(t, &t->fields[i], why);

		if (e != ERR_OK)
			return e;
		key |= t->fields[i].key;
	}
	if (t->storage == STORAGE_AGGREGATE && !key)
		return why_set(why, ERR_ARG, SAY_RECTYPE_NO_KEY, A(t->name));
	return ERR_OK;
}

static bool has_type(const struct rec_type *t, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq(t[i].name, name))
			return t[i].storage == STORAGE_RECORD;
	}
	return false;
}

/* Every table, child table and column that the type will have; in one pot a name may stand once. */
static enum err check_tables(const struct rec_type *t, struct map *tables, struct why *why)
{
	struct buf b = { 0 };
	bool fresh = true;

	map_put(tables, t->name, &fresh);
	for (size_t i = 0; i < t->field_count && fresh; i++) {
		if (!t->fields[i].list)
			continue;
		buf_clear(&b);
		buf_printf(&b, "%.*s_%.*s", STR_FMT(t->name), STR_FMT(t->fields[i].name));
		map_put(tables, buf_str(&b), &fresh);
	}
	buf_fini(&b);
	return fresh ? ERR_OK : why_set(why, ERR_CONFLICT, SAY_RECTYPE_TWICE, A(t->name));
}

/* A prefix field brings <name>_lo and <name>_hi; no other field may be called so. */
static enum err check_columns(const struct rec_type *t, struct why *why)
{
	struct map *names = map_open();
	struct buf b = { 0 };
	bool fresh = true;

	for (size_t i = 0; i < t->field_count && fresh; i++) {
		const struct rec_field *f = &t->fields[i];

		map_put(names, f->name, &fresh);
		for (int k = 0; k < 2 && fresh && f->type == FT_PREFIX; k++) {
			buf_clear(&b);
			buf_printf(&b, "%.*s_%s", STR_FMT(f->name), k ? "hi" : "lo");
			map_put(names, buf_str(&b), &fresh);
		}
	}
	buf_fini(&b);
	map_close(names);
	return fresh ? ERR_OK : why_set(why, ERR_CONFLICT, SAY_RECTYPE_COLUMNS, A(t->name));
}

static enum err check_refs(const struct rec_type *all, size_t count, const struct rec_type *t,
			   struct why *why)
{
	for (size_t i = 0; i < t->field_count; i++) {
		const struct rec_field *f = &t->fields[i];

		if (f->type == FT_REF && !has_type(all, count, f->ref))
			return why_set(why, ERR_NOTFOUND, SAY_RECTYPE_REF, A(t->name), A(f->name),
				       A(f->ref));
	}
	return ERR_OK;
}

enum err rectype_check_all(const struct rec_type *t, size_t count, struct why *why)
{
	struct map *tables = map_open();
	enum err e = ERR_OK;

	for (size_t i = 0; i < count && e == ERR_OK; i++) {
		e = rectype_check(&t[i], why);
		if (e == ERR_OK)
			e = check_tables(&t[i], tables, why);
		if (e == ERR_OK)
			e = check_columns(&t[i], why);
		if (e == ERR_OK)
			e = check_refs(t, count, &t[i], why);
	}
	map_close(tables);
	return e;
}
