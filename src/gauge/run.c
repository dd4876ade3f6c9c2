/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/run.h"

#include "base/vec.h"
#include "gauge/functions.h"
#include "gauge/guard.h"
#include "gauge/result.h"
#include "store/query.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

typedef VEC(struct gauge_row) row_vec;

enum column { COL_AREA, COL_DIM, COL_COMPONENT, COL_VALUE, COL_NUM, COL_DEN, COL_N, COLUMNS };

static const char *const columns[COLUMNS] = {
	"area", "dim", "component", "value", "num", "den", "n"
};

/* ---- preparing ---- */

static enum err fault(sqlite3 *db, const struct guard *g, const struct measure *m, struct why *why)
{
	if (!g->why.code)
		return why_set(why, ERR_SYNTAX, SAY_GAUGE_SQL, A(m->id), A(sqlite3_errmsg(db)));
	if (why)
		*why = g->why;
	return g->why.code;
}

static enum err check_columns(sqlite3_stmt *s, const struct measure *m, struct why *why)
{
	bool right = sqlite3_column_count(s) == COLUMNS;

	for (int i = 0; right && i < COLUMNS; i++)
		right = sqlite3_stricmp(sqlite3_column_name(s, i), columns[i]) == 0;
	return right ? ERR_OK : why_set(why, ERR_SYNTAX, SAY_GAUGE_COLUMNS, A(m->id));
}

static void bind_parameter(sqlite3_stmt *s, int i, struct str value)
{
	char text[64], *end;
	int64_t whole;

	if (str_i64(value, &whole)) {
		sqlite3_bind_int64(s, i, whole);
		return;
	}
	if (value.n && value.n < sizeof text) {
		memcpy(text, value.p, value.n);
		text[value.n] = 0;
		double real = strtod(text, &end);

		if (*end == 0 && isfinite(real)) {
			sqlite3_bind_double(s, i, real);
			return;
		}
	}
	sqlite3_bind_text(s, i, value.p, (int)value.n, SQLITE_TRANSIENT);
}

/* :at and the measure's parameters; what else stands in it was refused when the pack was checked,
 * and is refused here again because a measure may come from elsewhere. */
static enum err bind_all(sqlite3_stmt *s, const struct measure *m, struct instant at,
			 struct why *why)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
		struct str name = str_of(sqlite3_bind_parameter_name(s, i));
		const struct parameter *found = NULL;

		name = str_cut(name, 1, name.n);
		for (size_t k = 0; k < m->parameter_count; k++)
			if (str_eq(m->parameters[k]->id, name))
				found = m->parameters[k];
		if (str_eq(name, STR("at")))
			sqlite3_bind_int64(s, i, at.us);
		else if (found)
			bind_parameter(s, i, found->value);
		else
			return why_set(why, ERR_SYNTAX, SAY_GAUGE_PARAMETER, A(m->id), A(name));
	}
	return ERR_OK;
}

static enum err prepare(const struct run *run, struct guard *g, const struct measure *m,
			sqlite3_stmt **out, struct why *why)
{
	const char *tail = NULL;
	enum err err = guard_text(g, m->sql, why);

	*out = NULL;
	if (err)
		return err;
	if (sqlite3_prepare_v2(run->db, m->sql.p, (int)m->sql.n, out, &tail) != SQLITE_OK)
		return fault(run->db, g, m, why);
	if (!*out || str_trim(str_n(tail, (size_t)(m->sql.p + m->sql.n - tail))).n)
		return why_set(why, ERR_SYNTAX, SAY_GAUGE_ONE_SELECT, A(m->id));
	return check_columns(*out, m, why);
}

/* ---- reading ---- */

static struct str text_at(sqlite3_stmt *s, int i, struct arena *a)
{
	const char *p = (const char *)sqlite3_column_text(s, i);

	return p ? str_keep(a, str_n(p, (size_t)sqlite3_column_bytes(s, i))) : STR("");
}

/* Text in a figure's place, or infinity: no figure. */
static bool figure_at(sqlite3_stmt *s, int i, bool *has, double *v)
{
	int type = sqlite3_column_type(s, i);

	*has = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
	*v = *has ? sqlite3_column_double(s, i) : 0;
	return type == SQLITE_NULL || (*has && isfinite(*v));
}

static bool row_at(sqlite3_stmt *s, struct arena *a, struct gauge_row *row)
{
	bool has_n;
	double n;

	row->area = text_at(s, COL_AREA, a);
	row->dim = text_at(s, COL_DIM, a);
	row->component = text_at(s, COL_COMPONENT, a);
	row->n = sqlite3_column_int64(s, COL_N);
	return figure_at(s, COL_VALUE, &row->has_value, &row->value) &&
	       figure_at(s, COL_NUM, &row->has_num, &row->num) &&
	       figure_at(s, COL_DEN, &row->has_den, &row->den) && figure_at(s, COL_N, &has_n, &n);
}

static enum err read_rows(const struct run *run, const struct guard *g, sqlite3_stmt *s,
			  const struct measure *m, struct arena *a, row_vec *rows, struct why *why)
{
	int rc;

	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		if (rows->n == GAUGE_ROWS)
			return why_set(why, ERR_LIMIT, SAY_GAUGE_ROWS, A(m->id),
				       A((int)GAUGE_ROWS));
		if (!row_at(s, a, vec_push(rows)))
			return why_set(why, ERR_SYNTAX, SAY_GAUGE_FIGURE, A(m->id));
	}
	return rc == SQLITE_DONE ? ERR_OK : fault(run->db, g, m, why);
}

static void keep_rows(const row_vec *rows, struct arena *a, struct gauge_result *out)
{
	out->row_count = rows->n;
	out->rows = arena_array(a, struct gauge_row, rows->n);
	for (size_t i = 0; i < rows->n; i++) {
		const struct gauge_row *row = &rows->v[i];

		out->rows[i] = *row;
		out->has_value |= row->has_value;
		if (!row->area.n && !row->dim.n && !row->component.n)
			out->total = *row;
	}
}

/* ---- freshness ---- */

static const char *fresh_column(const struct rec_type *t, struct arena *a)
{
	if (t->storage == STORAGE_RECORD)
		return "recorded_from";
	for (size_t i = 0; i < t->field_count; i++)
		if (t->fields[i].merge == MERGE_MAX && t->fields[i].type == FT_INSTANT)
			return str_keep(a, t->fields[i].name).p;
	return "recorded";
}

static enum err find_fresh(const struct run *run, const struct guard *g, struct arena *a,
			   struct gauge_result *out, struct why *why)
{
	for (size_t i = 0; i < g->read_count; i++) {
		const struct rec_type *t = g->read[i];
		struct str sql = arena_printf(a, "SELECT max(\"%s\") FROM \"%.*s\"",
					      fresh_column(t, a), STR_FMT(t->name));
		int64_t us = 0;
		enum err err = query_one(run->db, sql.p, &us, why);

		if (err)
			return err;
		if (us && (!out->has_fresh || us > out->fresh.us)) {
			out->has_fresh = true;
			out->fresh.us = us;
		}
	}
	return ERR_OK;
}

/* ---- the target ---- */

static void judge(struct gauge_result *g)
{
	g->state = gauge_row_state(g->measure, &g->total, &g->has_gap, &g->gap);
	if (g->has_value && !g->total.has_value)
		g->state = GAUGE_NO_TARGET; /* figures, but no total that a target could be for */
}

enum err run_measure(const struct run *run, const struct measure *m, struct instant at,
		     struct arena *a, struct gauge_result *out, struct why *why)
{
	struct guard g = { .types = run->types,
			   .count = run->type_count,
			   .steps_left = run->steps };
	sqlite3_stmt *s = NULL;
	row_vec rows = { 0 };

	*out = (struct gauge_result){ .measure = m };
	if (!run->ready)
		gauge_functions(run->db);
	guard_on(run->db, &g);
	enum err err = prepare(run, &g, m, &s, why);

	if (!err)
		err = bind_all(s, m, at, why);
	if (!err)
		err = read_rows(run, &g, s, m, a, &rows, why);
	guard_off(run->db);
	sqlite3_finalize(s);
	if (!err) {
		keep_rows(&rows, a, out);
		err = find_fresh(run, &g, a, out, why);
		judge(out);
	}
	vec_fini(&rows);
	return err;
}
