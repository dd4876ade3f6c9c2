/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/guard.h"

#include "base/vec.h"

#include <sqlite3.h>

enum { STEP_BITE = 10000 };

/* Functions of doc/sql.md; in this order there. */
static const char *const functions[] = {
	"count",      "sum",         "total",      "avg",          "min",         "max",
	"abs",        "round",       "sqrt",       "ln",           "exp",         "pow",
	"coalesce",   "ifnull",      "nullif",     "iif",          "length",      "lower",
	"upper",      "substr",      "instr",      "trim",         "replace",     "like",
	"row_number", "rank",        "dense_rank", "percent_rank", "ntile",       "lag",
	"lead",       "days",        "hours",      "gini",         "theil_t",     "theil_l",
	"hhi",        "wavg",        "geomean_w",  "pctl",         "p95_billing", "wilson_lo",
	"wilson_hi",  "chain_index", "workdays",   "due",          "day",         "instant",
	"year",       "month_add",   "area_now",   "area_up",      "area_name",
};

static int deny(struct guard *g, enum say_id id, const char *what)
{
	if (!g->why.code)
		why_set(&g->why, ERR_DENIED, id, A(what));
	return SQLITE_DENY;
}

static bool is_function(const char *name)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (sqlite3_stricmp(name, functions[i]) == 0)
			return true;
	return false;
}

/* The type whose table or child table this is; *list is the child table's field. */
static const struct rec_type *type_of(const struct guard *g, struct str table,
				      const struct rec_field **list)
{
	*list = NULL;
	for (size_t i = 0; i < g->count; i++) {
		const struct rec_type *t = &g->types[i];

		if (str_eq_nocase(t->name, table))
			return t;
		if (table.n <= t->name.n + 1 || table.p[t->name.n] != '_' ||
		    !str_eq_nocase(str_cut(table, 0, t->name.n), t->name))
			continue;
		for (size_t f = 0; f < t->field_count; f++)
			if (t->fields[f].list &&
			    str_eq_nocase(t->fields[f].name,
					  str_cut(table, t->name.n + 1, table.n))) {
				*list = &t->fields[f];
				return t;
			}
	}
	return NULL;
}

/* A sketch says nothing but its estimate; nobody looks for something in its bytes. */
static bool is_hidden(const struct rec_field *f)
{
	return f->privacy != PRIVACY_OPEN || f->type == FT_SKETCH;
}

static bool is_secret(const struct rec_type *t, const struct rec_field *list, struct str column)
{
	if (list)
		return is_hidden(list);
	for (size_t i = 0; i < t->field_count; i++) {
		const struct rec_field *f = &t->fields[i];

		if (is_hidden(f) && column.n >= f->name.n &&
		    str_eq_nocase(str_cut(column, 0, f->name.n), f->name))
			return true; /* also the columns that the store adds to a field */
	}
	return false;
}

static void note_read(struct guard *g, const struct rec_type *t)
{
	for (size_t i = 0; i < g->read_count; i++)
		if (g->read[i] == t)
			return;
	if (g->read_count < GUARD_TABLES)
		g->read[g->read_count++] = t;
}

/*
 * A record type is seen through a temporary view of its position (store/node.h), inside which SQLite
 * asks again for the table behind it, naming the view. Since guard_text() lets no statement say
 * "main", the table itself can be reached in no other way.
 */
static int read_column(struct guard *g, const char *table, const char *column, const char *db,
		       const char *inside)
{
	const struct rec_field *list, *other;
	const struct rec_type *t = type_of(g, str_of(table), &list);
	bool in_view = t && t->storage == STORAGE_RECORD && str_eq(str_of(db), STR("main"));

	if (!t)
		return deny(g, SAY_GAUGE_TABLE, table);
	if (in_view)
		return inside && type_of(g, str_of(inside), &other) ?
			       SQLITE_OK :
			       deny(g, SAY_GAUGE_TABLE, table);
	if (is_secret(t, list, str_of(column)))
		return deny(g, SAY_GAUGE_SECRET, column[0] ? column : table);
	note_read(g, t);
	return SQLITE_OK;
}

static int authorize(void *ctx, int action, const char *one, const char *two, const char *db,
		     const char *inside)
{
	struct guard *g = ctx;

	switch (action) {
	case SQLITE_SELECT:
		return SQLITE_OK;
	case SQLITE_READ:
		return read_column(g, one ? one : "", two ? two : "", db ? db : "", inside);
	case SQLITE_FUNCTION:
		return is_function(two ? two : "") ? SQLITE_OK :
						     deny(g, SAY_GAUGE_FUNCTION, two ? two : "?");
	case SQLITE_RECURSIVE:
		return deny(g, SAY_GAUGE_RECURSIVE, "");
	default:
		return deny(g, SAY_GAUGE_NOT_SELECT, "");
	}
}

static int progress(void *ctx)
{
	struct guard *g = ctx;

	if (g->steps_left > STEP_BITE) {
		g->steps_left -= STEP_BITE;
		return 0;
	}
	why_set(&g->why, ERR_LIMIT, SAY_GAUGE_STEPS);
	return 1;
}

static bool is_word(char c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || c == '_';
}

/*
 * The next word, wherever it stands: in quotes and remarks as well. To know what is quoted one would
 * have to read SQL exactly as SQLite does; a name in quotes still has its letters side by side.
 */
static bool next_word(struct str sql, size_t *at, struct str *word)
{
	size_t from = *at;

	while (from < sql.n && !is_word(sql.p[from]))
		from++;
	for (*at = from; *at < sql.n && is_word(sql.p[*at]);)
		++*at;
	*word = str_cut(sql, from, *at);
	return word->n > 0;
}

typedef VEC(struct str) hidden_names;

/* Few of the many fields: gathered once a statement, not once a word. */
static void gather_hidden(const struct guard *g, hidden_names *out)
{
	for (size_t t = 0; t < g->count; t++)
		for (size_t f = 0; f < g->types[t].field_count; f++)
			if (is_hidden(&g->types[t].fields[f]))
				*vec_push(out) = g->types[t].fields[f].name;
}

static bool is_among(const hidden_names *names, struct str name)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq_nocase(names->v[i], name))
			return true;
	return false;
}

static enum err check_word(const hidden_names *hidden, struct str name, struct why *why)
{
	if (str_eq_nocase(name, STR("main")) || str_eq_nocase(name, STR("temp")))
		return why_set(why, ERR_DENIED, SAY_GAUGE_TABLE, A(name));
	if (str_eq_nocase(name, STR("natural")))
		return why_set(why, ERR_DENIED, SAY_GAUGE_NATURAL);
	if (str_eq_nocase(name, STR("recursive")))
		return why_set(why, ERR_DENIED, SAY_GAUGE_RECURSIVE);
	if (is_among(hidden, name))
		return why_set(why, ERR_DENIED, SAY_GAUGE_SECRET, A(name));
	return ERR_OK;
}

enum err guard_text(const struct guard *g, struct str sql, struct why *why)
{
	hidden_names hidden = { 0 };
	struct str name;
	enum err e = ERR_OK;

	gather_hidden(g, &hidden);
	for (size_t i = 0; e == ERR_OK && next_word(sql, &i, &name);)
		e = check_word(&hidden, name, why);
	vec_fini(&hidden);
	return e;
}

void guard_on(struct sqlite3 *db, struct guard *g)
{
	sqlite3_set_authorizer(db, authorize, g);
	sqlite3_progress_handler(db, STEP_BITE, progress, g);
}

void guard_off(struct sqlite3 *db)
{
	sqlite3_set_authorizer(db, NULL, NULL);
	sqlite3_progress_handler(db, 0, NULL, NULL);
}
