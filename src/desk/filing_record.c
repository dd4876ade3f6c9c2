/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filing_record.c - a line of a form as a record: each cell as its field's type wants it.
 *
 * What the form has no column for stays as the register has it. A reference to an organisation that
 * must be there and has no column is who files; a thing that an organisation has may be named by its own
 * name alone where only one has such a thing, or who files does.
 */
#include "desk/filing_parts.h"

#include "pack/calendar.h"
#include "wire/cell.h"
#include "wire/time3339.h"

#include <math.h>

static void put_number(struct json_writer *w, double v, bool whole)
{
	if (whole)
		json_w_i64(w, (int64_t)llround(v));
	else
		json_w_double(w, v);
}

static enum err number(struct taking *t, const struct form_column *c, const struct rec_field *f,
		       struct str text, struct json_writer *w, struct why *why)
{
	struct str units[3];
	size_t n = form_units(t->p, t->form->ret, c->column, units);
	double v, times = f->type == FT_MONEY ? 100 : 1; /* minor units */
	enum err e = c->refused ? why_set(why, ERR_SYNTAX, SAY_FILING_COLUMN_UNIT) :
				  cell_number(text, units, n, &v, why);

	if (e != ERR_OK)
		return e;
	v *= c->factor;
	if (c->column->has_min && v < c->column->min)
		return why_set(why, ERR_LIMIT, SAY_FILING_BELOW, A(text), A(c->column->least));
	if (c->column->has_max && v > c->column->max)
		return why_set(why, ERR_LIMIT, SAY_FILING_ABOVE, A(text), A(c->column->most));
	v *= times;
	if (fabs(v) > 9e15)
		return why_set(why, ERR_LIMIT, SAY_CELL_NUMBER, A(text));
	if (f->type != FT_REAL && fabs(v - nearbyint(v)) > 1e-6)
		return why_set(why, ERR_SYNTAX, SAY_FILING_WHOLE, A(text));
	put_number(w, v, f->type != FT_REAL);
	return ERR_OK;
}

static enum err code(struct taking *t, const struct form_column *c, const struct rec_field *f,
		     struct str text, struct json_writer *w, struct why *why)
{
	struct str word = pack_code_among(t->p, f->codes, f->code_count, text);

	if (!word.n)
		return filing_no_code(t, c->column, text, STR(""), f->codes, f->code_count, why);
	json_w_str(w, word);
	return ERR_OK;
}

/* Does the type's key end with the organisation that has it? Then its own name is enough. */
static bool is_of_party(const struct rec_type *type)
{
	size_t keys = 0;
	bool last = false;

	for (size_t i = 0; type && i < type->field_count; i++) {
		if (!type->fields[i].key)
			continue;
		keys++;
		last = str_eq(type->fields[i].ref, STR("party"));
	}
	return keys == 2 && last;
}

/* A thing that belongs to an organisation is named by its name: that of the one organisation that has
 * such a thing, else of who files. */
static enum err reference(struct taking *t, const struct rec_field *f, struct str text,
			  struct json_writer *w, struct why *why)
{
	const struct rec_type *type = node_type(reader_node(t->r), f->ref);
	struct str owner = STR("");
	enum err e = ERR_OK;

	if (!is_of_party(type)) {
		json_w_str(w, text);
		return ERR_OK;
	}
	e = filing_owner(t, type, text, &owner, why);
	json_w_array(w);
	json_w_str(w, text);
	json_w_str(w, owner.n ? owner : t->out->party);
	json_w_array_end(w);
	return e;
}

/* An instant in full, or a day: then it is the day's beginning in the return's calendar. */
static enum err instant(struct taking *t, struct str text, struct json_writer *w, struct why *why)
{
	struct str id = t->form->ret->calendar.n ? t->form->ret->calendar : STR("cn");
	struct calendar *c;
	struct buf day = { 0 };
	struct instant at;
	int y;
	unsigned m, d;
	enum err e = ERR_OK;

	if (!time3339_read(text, false, &at)) {
		e = cell_date(text, &day, why);
		if (e == ERR_OK)
			e = calendar_open(t->a, t->p, id, &c, why);
		if (e == ERR_OK && date_read(buf_str(&day), &y, &m, &d))
			at = calendar_begin(c, (int32_t)civil_days(y, m, d));
	}
	buf_clear(&day);
	if (e == ERR_OK) {
		time3339_write(at, &day);
		json_w_str(w, buf_str(&day));
	}
	buf_fini(&day);
	return e;
}

static enum err value(struct taking *t, const struct form_column *c, const struct rec_field *f,
		      struct str text, struct json_writer *w, struct why *why)
{
	struct buf day = { 0 };
	bool yes;
	enum err e;

	switch (f->type) {
	case FT_INTEGER:
	case FT_REAL:
	case FT_MONEY:
		return number(t, c, f, text, w, why);
	case FT_CODE:
		return code(t, c, f, text, w, why);
	case FT_BOOLEAN:
		e = cell_bool(text, &yes, why);
		if (e == ERR_OK)
			json_w_bool(w, yes);
		return e;
	case FT_DATE:
		e = cell_date(text, &day, why);
		if (e == ERR_OK)
			json_w_str(w, buf_str(&day));
		buf_fini(&day);
		return e;
	case FT_INSTANT:
		return instant(t, text, w, why);
	case FT_REF:
		return reference(t, f, text, w, why);
	default:
		json_w_str(w, text);
		return ERR_OK;
	}
}

/* The parts of a list: separated by ; of either width, or by the enumeration comma. */
static bool next_part(struct str *rest, struct str *part)
{
	static const char *const seps[] = { ";", "；", "、" };
	size_t at = rest->n, width = 0;

	if (!rest->p)
		return false;
	for (size_t i = 0; i < 3; i++) {
		size_t found = str_find_str(*rest, str_of(seps[i]));

		if (found < at) {
			at = found;
			width = strlen(seps[i]);
		}
	}
	*part = str_trim(str_cut(*rest, 0, at));
	*rest = width ? str_cut(*rest, at + width, rest->n) : (struct str){ 0 };
	return true;
}

static enum err list(struct taking *t, const struct form_column *c, const struct rec_field *f,
		     struct str text, struct json_writer *w, struct why *why)
{
	struct str part;
	enum err e = ERR_OK;

	json_w_array(w);
	while (e == ERR_OK && next_part(&text, &part))
		if (part.n)
			e = value(t, c, f, part, w, why);
	json_w_array_end(w);
	return e;
}

/* One cell as a member of the body; a fault costs the cell, and the line where it is part of the key. */
static bool member(struct taking *t, const struct form_row *row, const struct form_column *c,
		   const struct rec_type *type, struct buf *body)
{
	const struct rec_field *f = rectype_field(type, c->column->what);
	struct str text = form_text(row, c);
	struct buf one = { 0 };
	struct json_writer w = json_write(&one);
	struct why why = { 0 };
	enum err e = ERR_OK;

	if (cell_is_empty(text)) {
		if (!c->column->required && !f->required)
			return true;
		e = why_set(&why, ERR_SYNTAX, SAY_FILING_REQUIRED,
			    A(c->column->label[say_lang_default()]));
	} else {
		e = f->list ? list(t, c, f, text, &w, &why) : value(t, c, f, text, &w, &why);
	}
	if (e == ERR_OK) {
		buf_printf(body, "%s\"%.*s\":", body->n > 1 ? "," : "", STR_FMT(f->name));
		buf_put(body, buf_str(&one));
		t->out->cells++;
	} else {
		filing_refuse(t, &why, row->line, c);
	}
	buf_fini(&one);
	return e == ERR_OK || !(f->key || f->required);
}

static bool has_column(const struct form *f, struct str field)
{
	for (size_t i = 0; i < f->column_count; i++)
		if (f->columns[i].column->cell == CELL_FIELD &&
		    str_eq(f->columns[i].column->what, field))
			return true;
	return false;
}

static void add_text(struct buf *body, struct str key, struct str text)
{
	struct json_writer w = json_write(body);

	buf_printf(body, "%s\"%.*s\":", body->n > 1 ? "," : "", STR_FMT(key));
	json_w_str(&w, text);
}

/* What the form itself says: who files, and in which money its sums are. */
static void add_implied(struct taking *t, const struct rec_type *type, const struct about *about,
			struct buf *body)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const struct rec_field *f = &type->fields[i];

		if (has_column(t->form, f->name))
			continue;
		if (f->required && str_eq(f->ref, STR("party")))
			add_text(body, f->name, t->out->party);
		else if (str_eq(f->name, STR("currency")))
			add_text(body, f->name, STR("CNY"));
		else if (str_eq(f->name, STR("area")) && about->area.n)
			add_text(body, f->name, about->area);
	}
}

void filing_record(struct taking *t, const struct form_row *row, const struct about *about)
{
	const struct form *f = t->form;
	const struct rec_type *type = node_type(reader_node(t->r), f->ret->makes);
	struct buf body = { 0 };
	bool whole = type != NULL;

	buf_c(&body, '{');
	for (size_t i = 0; i < f->column_count; i++)
		if (whole && f->columns[i].column->cell == CELL_FIELD)
			whole = member(t, row, &f->columns[i], type, &body);
	if (whole) {
		add_implied(t, type, about, &body);
		buf_c(&body, '}');
		batch_amend(t->b, type->name, STR(""), buf_str(&body), row->line);
	}
	buf_fini(&body);
}
