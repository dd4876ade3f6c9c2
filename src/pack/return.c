/* SPDX-License-Identifier: Apache-2.0 */
/*
 * return.c - what a return's file may say: who owes it, when it is due, and each of its columns.
 *
 * A column is exactly one of: the area, a class (dim), the thing reported on (subject), a figure
 * (metric), a field of the record type that the return makes, or a note.
 */
#include "pack/return.h"
#include "pack/number.h"
#include "pack/parts.h"

#include "wire/json.h"

#include <stddef.h>

/* A column as it is written. */
struct column_text {
	struct return_column c;
	bool area, note;
	struct str dim, subject, metric, field;
};

#define AT(m) offsetof(struct column_text, m)
static const struct slot column_slots[] = {
	{ "id", SHAPE_ID, true, AT(c.id), NULL },
	{ "label", SHAPE_WORDS, true, AT(c.label), NULL },
	{ "area", SHAPE_BOOL, false, AT(area), NULL },
	{ "dim", SHAPE_ID, false, AT(dim), NULL },
	{ "subject", SHAPE_ID, false, AT(subject), NULL },
	{ "metric", SHAPE_ID, false, AT(metric), NULL },
	{ "field", SHAPE_ID, false, AT(field), NULL },
	{ "note", SHAPE_BOOL, false, AT(note), NULL },
	{ "required", SHAPE_BOOL, false, AT(c.required), NULL },
	{ "min", SHAPE_TEXT, false, AT(c.least), NULL },
	{ "max", SHAPE_TEXT, false, AT(c.most), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

#define AT(m) offsetof(struct pack_return, m)
static const struct slot slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "owed_by", SHAPE_LIST, true, AT(owed_by), NULL },
	{ "to", SHAPE_ID, true, AT(to), NULL },
	{ "period", SHAPE_CHOICE, true, AT(period), "month quarter half-year year" },
	{ "due", SHAPE_ID, true, AT(due.id), NULL },
	{ "calendar", SHAPE_ID, false, AT(calendar), NULL },
	{ "since", SHAPE_DATE, true, AT(since), NULL },
	{ "measures", SHAPE_LIST, true, AT(measures), NULL },
	{ "makes", SHAPE_ID, false, AT(makes), NULL },
	{ "columns", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

/* ---- reading ---- */

/* Which of the kinds a column is: exactly one. */
static bool take_cell(struct reading *r, const struct yaml *t, struct column_text *x)
{
	const struct str what[CELLS] = { [CELL_DIM] = x->dim,
					 [CELL_SUBJECT] = x->subject,
					 [CELL_METRIC] = x->metric,
					 [CELL_FIELD] = x->field };
	int found = 0;

	for (int i = 0; i < CELLS; i++)
		if (what[i].n || (i == CELL_AREA && x->area) || (i == CELL_NOTE && x->note)) {
			x->c.cell = (enum return_cell)i;
			x->c.what = what[i];
			found++;
		}
	if (found != 1)
		reading_fault(r, t, SAY_PACK_COLUMN_KIND, A(x->c.id));
	return found == 1;
}

static bool column_is_twice(const struct pack_return *x, struct str id)
{
	for (size_t i = 0; i < x->column_count; i++)
		if (str_eq(x->columns[i].id, id))
			return true;
	return false;
}

static bool column_read(struct reading *r, const struct yaml *t, struct pack_return *x)
{
	struct column_text text = { 0 };

	if (!shape_read(r, t, column_slots, &text) || !take_cell(r, t, &text))
		return false;
	if (column_is_twice(x, text.c.id)) {
		reading_fault(r, yaml_get(t, STR("id")), SAY_PACK_LISTED_TWICE, A(text.c.id));
		return false;
	}
	x->columns[x->column_count++] = text.c;
	return true;
}

bool return_read(struct reading *r, const struct yaml *t, void *item)
{
	struct pack_return *x = item;
	const struct yaml *columns = yaml_get(t, STR("columns"));
	bool ok = shape_read(r, t, slots, x);

	if (!x->makes.n)
		x->makes = STR("observation");
	if (!columns)
		return false;
	if (columns->kind != YAML_LIST || !columns->count) {
		reading_fault(r, columns, SAY_PACK_NO_FIELDS);
		return false;
	}
	x->columns = arena_array(r->a, struct return_column, columns->count);
	for (const struct yaml *c = columns->child; c; c = c->next)
		ok = column_read(r, c, x) && ok;
	return ok;
}

/* ---- writing ---- */

static void column_write(struct json_writer *w, const struct return_column *c)
{
	struct column_text x = { .c = *c,
				 .area = c->cell == CELL_AREA,
				 .note = c->cell == CELL_NOTE };
	struct str *const at[CELLS] = { [CELL_DIM] = &x.dim,
					[CELL_SUBJECT] = &x.subject,
					[CELL_METRIC] = &x.metric,
					[CELL_FIELD] = &x.field };

	if (at[c->cell])
		*at[c->cell] = c->what;
	json_w_object(w);
	shape_write(w, column_slots, &x);
	json_w_object_end(w);
}

void return_write(struct json_writer *w, const void *item)
{
	const struct pack_return *x = item;

	shape_write(w, slots, x);
	json_w_key(w, "columns");
	json_w_array(w);
	for (size_t i = 0; i < x->column_count; i++)
		column_write(w, &x->columns[i]);
	json_w_array_end(w);
}

/* ---- checking ---- */

/* A bound is a number that needs no source (0, 1, 100, ...), or a parameter. */
static bool take_bound(struct reading *r, const struct pack *p, const struct yaml *t,
		       struct str text, double *out)
{
	const struct parameter *par = shelf_find(p, NOUN_PARAMETER, text);

	if (!text.n)
		return false;
	if (!number_is_scale(text, out) && !(par && number_read(par->value, out)))
		reading_fault(r, t, SAY_PACK_COLUMN_BOUND, A(text));
	return true;
}

/* The field of the record type that a column fills. */
static void check_field(struct reading *r, const struct pack *p, const struct yaml *t,
			const struct pack_return *x, const struct return_column *c)
{
	const struct rec_type *type = shelf_find(p, NOUN_TYPE, x->makes);
	bool observation = str_eq(x->makes, STR("observation"));

	if (observation || (type && !rectype_field(type, c->what)))
		reading_fault(r, yaml_get(t, STR("field")), SAY_PACK_COLUMN_FIELD, A(c->what),
			      A(x->makes));
}

static void check_column(struct reading *r, const struct pack *p, const struct yaml *t,
			 const struct pack_return *x, struct return_column *c)
{
	if (c->cell == CELL_DIM)
		need_ref(r, p, t, STR("dim"), NOUN_CODES, c->what);
	if (c->cell == CELL_SUBJECT)
		need_ref(r, p, t, STR("subject"), NOUN_TYPE, c->what);
	if (c->cell == CELL_METRIC)
		need_ref(r, p, t, STR("metric"), NOUN_METRIC, c->what);
	if (c->cell == CELL_FIELD)
		check_field(r, p, t, x, c);
	c->has_min = take_bound(r, p, yaml_get(t, STR("min")), c->least, &c->min);
	c->has_max = take_bound(r, p, yaml_get(t, STR("max")), c->most, &c->max);
}

void return_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	struct pack_return *x = item;
	const struct yaml *t = yaml_get(at.yaml, STR("columns"));

	need_codes(r, p, at.yaml, "owed_by", STR("party-kind"));
	need_code(r, p, at.yaml, STR("to"), STR("role"), x->to);
	need_all(r, p, at.yaml, "measures", NOUN_MEASURE);
	need_ref(r, p, at.yaml, STR("makes"), NOUN_TYPE, x->makes);
	number_resolve(r, p, at.yaml, "due", &x->due);
	need_time(r, p, yaml_get(at.yaml, STR("due")), &x->due, x->calendar);
	t = t ? t->child : NULL;
	for (size_t i = 0; i < x->column_count && t; i++, t = t->next)
		check_column(r, p, t, x, &x->columns[i]);
}

const struct pack_return *pack_returns(const struct pack *p, size_t *n)
{
	*n = p->shelf[NOUN_RETURN].n;
	return (const void *)p->shelf[NOUN_RETURN].items;
}

const struct pack_return *pack_return(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_RETURN, id);
}
