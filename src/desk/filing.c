/* SPDX-License-Identifier: Apache-2.0 */
/* filing.c - a filled form becomes a batch: its cells one by one, what each line is about first. */
#include "desk/filing_parts.h"

#include "store/query.h"
#include "wire/cell.h"
#include "wire/time3339.h"

void filing_tell(struct taking *t, struct why *why, uint64_t line, uint64_t column)
{
	why_at(why, NULL, line, column);
	if (t->complain)
		t->complain(t->ctx, why);
}

void filing_refuse(struct taking *t, struct why *why, uint64_t line, const struct form_column *c)
{
	t->out->refused++;
	filing_tell(t, why, line, c ? c->at + 1 : 0);
}

/* ---- who files ---- */

static enum err party_row(struct taking *t, const char *where, bool *one, struct why *why)
{
	struct buf sql = { 0 };
	struct query *q;
	bool row = false;
	enum err e;

	buf_printf(&sql, "SELECT registration_no, name, kind FROM party WHERE %s = ?1 LIMIT 2",
		   where);
	e = query_open(reader_db(t->r), buf_cstr(&sql), &q, why);
	buf_fini(&sql);
	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, t->form->party);
	e = query_next(q, &row, why);
	*one = e == ERR_OK && row;
	if (*one) {
		t->out->party = str_keep(t->a, query_text(q, 0));
		t->out->name = str_keep(t->a, query_text(q, 1));
		t->kind = str_keep(t->a, query_text(q, 2));
		e = query_next(q, &row, why);
	}
	if (e == ERR_OK && *one && row)
		e = why_set(why, ERR_CONFLICT, SAY_FILING_TWO_PARTIES, A(t->form->party));
	query_close(q);
	return e;
}

/* By number, else by a name that only one has; and it must owe this return. */
static enum err find_party(struct taking *t, struct why *why)
{
	const struct names *owed = &t->form->ret->owed_by;
	bool is = false;
	enum err e = party_row(t, "registration_no", &is, why);

	if (e == ERR_OK && !is)
		e = party_row(t, "name", &is, why);
	if (e != ERR_OK)
		return e;
	if (!is)
		return why_set(why, ERR_NOTFOUND, SAY_FILING_NO_PARTY, A(t->form->party));
	for (size_t i = 0; i < owed->n; i++)
		if (str_eq(owed->v[i], t->kind))
			return ERR_OK;
	return why_set(why, ERR_DENIED, SAY_FILING_NOT_OWED, A(t->out->name),
		       A(t->form->ret->title[say_lang_default()]),
		       A(pack_label(t->p, STR("party-kind"), t->kind, say_lang_default())));
}

/* ---- the period ---- */

static int32_t day_of(struct str text)
{
	int y;
	unsigned m, d;

	return date_read(text, &y, &m, &d) ? (int32_t)civil_days(y, m, d) : 0;
}

static enum err check_period(struct taking *t, struct why *why)
{
	const struct form *f = t->form;
	int32_t first, last, today = (int32_t)(t->now.us / US_PER_DAY);

	return_period(f->ret, day_of(f->first), 0, &first, &last);
	if (first != day_of(f->first) || last != day_of(f->last))
		return why_set(why, ERR_SYNTAX, SAY_FILING_PERIOD, A(f->first), A(f->last),
			       A(say_text(say_lang_default(), return_period_say(f->ret))));
	if (day_of(f->first) < day_of(f->ret->since))
		return why_set(why, ERR_ARG, SAY_FILING_BEFORE, A(f->ret->id), A(f->ret->since));
	if (last > today)
		return why_set(why, ERR_ARG, SAY_FILING_NOT_OVER, A(f->last));
	return ERR_OK;
}

/* ---- what a line is about ---- */

/* Area, class and thing of a line, from the columns that say so. false: the line is refused. */
static bool read_about(struct taking *t, const struct form_row *row, struct about *about)
{
	const struct form *f = t->form;

	*about = (struct about){ .dim = STR("all") };
	for (size_t i = 0; i < f->column_count; i++) {
		const struct form_column *c = &f->columns[i];
		struct str text = form_text(row, c);
		struct why why = { 0 };
		enum err e = ERR_OK;

		if (c->column->cell == CELL_METRIC || c->column->cell == CELL_FIELD)
			continue;
		if (cell_is_empty(text) && c->column->required)
			e = why_set(&why, ERR_SYNTAX, SAY_FILING_REQUIRED,
				    A(c->column->label[say_lang_default()]));
		else if (!cell_is_empty(text))
			e = filing_about(t, c->column, text, about, &why);
		if (e != ERR_OK) {
			filing_refuse(t, &why, row->line, c);
			return false;
		}
	}
	return true;
}

/* ---- figures ---- */

/* The thing that a figure is of: the line's, else the area, else who files. */
static struct str subject_of(const struct taking *t, const struct metric *m,
			     const struct about *about)
{
	if (about->subject.n)
		return about->subject;
	if (str_eq(m->about, STR("area")) && about->area.n)
		return about->area;
	return t->out->party;
}

static struct str figure_key(struct taking *t, const struct metric *m, const struct about *about)
{
	struct buf b = { 0 };
	struct str key, subject = subject_of(t, m, about);

	buf_put(&b, m->id);
	buf_c(&b, '\n');
	buf_put(&b, subject);
	buf_c(&b, '\n');
	buf_put(&b, about->dim);
	key = str_keep(t->a, buf_str(&b));
	buf_fini(&b);
	return key;
}

static void put_figure(struct taking *t, const struct form_row *row, const struct metric *m,
		       const struct about *about, double value)
{
	struct buf body = { 0 }, method = { 0 };
	struct json_writer w = json_write(&body);

	buf_puts(&method, "return:");
	buf_put(&method, t->form->ret->id);
	json_w_object(&w);
	json_w_text(&w, "metric", m->id);
	json_w_text(&w, "subject_type", m->about);
	json_w_text(&w, "subject", subject_of(t, m, about));
	if (about->area.n)
		json_w_text(&w, "area", about->area);
	json_w_text(&w, "dim", about->dim);
	json_w_text(&w, "period_start", t->form->first);
	json_w_text(&w, "period_end", t->form->last);
	json_w_text(&w, "publisher", t->out->party);
	json_w_key(&w, "value");
	json_w_double(&w, value);
	json_w_text(&w, "unit", m->unit);
	json_w_text(&w, "method", buf_str(&method));
	json_w_text(&w, "quality", STR("reported"));
	if (about->note.n)
		json_w_text(&w, "note", about->note);
	json_w_object_end(&w);
	batch_put(t->b, STR("observation"), STR(""), buf_str(&body), row->line);
	buf_fini(&body);
	buf_fini(&method);
}

/* A figure within the bounds of its column. */
static enum err read_figure(struct taking *t, const struct form_column *c, struct str text,
			    double *value, struct why *why)
{
	struct str units[3];
	size_t n = form_units(t->p, t->form->ret, c->column, units);
	enum err e = cell_number(text, units, n, value, why);

	*value *= c->factor;
	if (e == ERR_OK && c->column->has_min && *value < c->column->min)
		e = why_set(why, ERR_LIMIT, SAY_FILING_BELOW, A(text), A(c->column->least));
	if (e == ERR_OK && c->column->has_max && *value > c->column->max)
		e = why_set(why, ERR_LIMIT, SAY_FILING_ABOVE, A(text), A(c->column->most));
	return e;
}

static void take_figure(struct taking *t, const struct form_row *row, const struct form_column *c,
			const struct about *about)
{
	const struct metric *m = pack_metric(t->p, c->column->what);
	struct str text = form_text(row, c), key;
	struct map_entry *before;
	struct why why = { 0 };
	double value = 0;
	bool is_new;
	enum err e;

	if (cell_is_empty(text)) {
		if (c->column->required) {
			why_set(&why, ERR_SYNTAX, SAY_FILING_REQUIRED,
				A(c->column->label[say_lang_default()]));
			filing_refuse(t, &why, row->line, c);
		}
		return;
	}
	e = c->refused ? why_set(&why, ERR_SYNTAX, SAY_FILING_COLUMN_UNIT) :
			 read_figure(t, c, text, &value, &why);
	key = figure_key(t, m, about);
	if (e == ERR_OK && (map_put(t->seen, key, &is_new), !is_new))
		e = why_set(&why, ERR_CONFLICT, SAY_FILING_TWICE);
	if (e != ERR_OK) {
		filing_refuse(t, &why, row->line, c);
		return;
	}
	before = map_get(t->before, key);
	t->out->restated += before && *(const double *)before->p != value;
	t->out->cells++;
	put_figure(t, row, m, about, value);
}

/* What was filed for this period before. */
static enum err read_before(struct taking *t, struct why *why)
{
	struct query *q;
	bool row = true;
	enum err e = query_open(reader_db(t->r),
				"SELECT metric, subject, dim, value FROM observation WHERE "
				"publisher = ?1 AND period_start = ?2 AND period_end = ?3",
				&q, why);

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, t->out->party);
	query_bind_text(q, 2, t->form->first);
	query_bind_text(q, 3, t->form->last);
	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		struct buf key = { 0 };
		double *value = arena_new(t->a, double);

		*value = query_double(q, 3);
		for (int i = 0; i < 3; i++) {
			if (i)
				buf_c(&key, '\n');
			buf_put(&key, query_text(q, i));
		}
		map_put(t->before, buf_str(&key), NULL)->p = value;
		buf_fini(&key);
	}
	query_close(q);
	return e;
}

static void take_row(struct taking *t, const struct form_row *row)
{
	const struct form *f = t->form;
	struct about about;

	t->out->rows++;
	if (!read_about(t, row, &about))
		return;
	if (!str_eq(f->ret->makes, STR("observation"))) {
		filing_record(t, row, &about);
		return;
	}
	for (size_t i = 0; i < f->column_count; i++)
		if (f->columns[i].column->cell == CELL_METRIC)
			take_figure(t, row, &f->columns[i], &about);
}

/* ---- the filing itself ---- */

/* When was it first handed in (a correction does not make it late), and is it this very file that counts? */
static enum err filed_before(struct taking *t, struct str hash, struct str *filed, bool *same,
			     struct why *why)
{
	struct query *q;
	struct buf text = { 0 };
	bool row = false;
	enum err e = query_open(reader_db(t->r),
				"SELECT f.filed, f.file_hash FROM filing f JOIN party p ON p.rec = "
				"f.party WHERE f.form = ?1 AND p.registration_no = ?2 AND "
				"f.period_start = ?3",
				&q, why);

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, t->form->ret->id);
	query_bind_text(q, 2, t->out->party);
	query_bind_text(q, 3, t->form->first);
	e = query_next(q, &row, why);
	*same = row && str_eq(query_text(q, 1), hash);
	time3339_write(row ? (struct instant){ query_i64(q, 0) } : t->now, &text);
	*filed = str_keep(t->a, buf_str(&text));
	buf_fini(&text);
	query_close(q);
	return e;
}

static void w_count(struct json_writer *w, const char *key, uint64_t n)
{
	json_w_key(w, key);
	json_w_u64(w, n);
}

static void put_filing(struct taking *t, struct str filed, struct str hash)
{
	struct buf body = { 0 }, text = { 0 };
	struct json_writer w = json_write(&body);

	json_w_object(&w);
	json_w_text(&w, "form", t->form->ret->id);
	json_w_text(&w, "party", t->out->party);
	json_w_text(&w, "period_start", t->form->first);
	json_w_text(&w, "period_end", t->form->last);
	json_w_text(&w, "filed", filed);
	time3339_write(t->now, &text);
	json_w_text(&w, "corrected", buf_str(&text));
	json_w_text(&w, "due", t->out->due);
	json_w_text(&w, "file_hash", hash);
	w_count(&w, "rows", t->out->rows);
	w_count(&w, "cells", t->out->cells);
	w_count(&w, "refused", t->out->refused);
	w_count(&w, "restates", t->out->restated);
	json_w_object_end(&w);
	batch_put(t->b, STR("filing"), STR(""), buf_str(&body), 0);
	buf_fini(&body);
	buf_fini(&text);
}

static enum err file_it(struct taking *t, struct sha256 file, struct why *why)
{
	struct buf hex = { 0 };
	struct str filed;
	bool same = false;
	enum err e;

	buf_hex(&hex, file.b, sizeof file.b);
	e = filed_before(t, buf_str(&hex), &filed, &same, why);
	if (e == ERR_OK && !same)
		put_filing(t, filed, buf_str(&hex));
	buf_fini(&hex);
	return e;
}

static enum err set_due(struct taking *t, struct why *why)
{
	struct owed o = { .ret = t->form->ret, .first = t->form->first, .last = t->form->last };
	enum err e = owed_due(t->p, &o, t->a, why);

	if (e != ERR_OK)
		return e;
	t->out->due = o.due;
	t->out->days_late = t->now.us / US_PER_DAY - day_of(o.due);
	if (t->out->days_late < 0)
		t->out->days_late = 0;
	return ERR_OK;
}

static enum err take(struct taking *t, struct sha256 file, struct why *why)
{
	enum err e = find_party(t, why);

	if (e == ERR_OK)
		e = check_period(t, why);
	if (e == ERR_OK)
		e = set_due(t, why);
	if (e == ERR_OK)
		e = filing_areas(t, why);
	if (e == ERR_OK && str_eq(t->form->ret->makes, STR("observation")))
		e = read_before(t, why);
	t->out->refused += t->form->lost;
	for (size_t i = 0; i < t->form->row_count && e == ERR_OK; i++)
		take_row(t, &t->form->rows[i]);
	if (e != ERR_OK)
		return e;
	filing_absent(t);
	if (!t->out->cells)
		return why_set(why, ERR_SYNTAX, SAY_FILING_NOTHING);
	return file_it(t, file, why);
}

enum err filing_take(struct reader *r, const struct pack *p, const struct form *form,
		     struct instant now, struct sha256 file, struct arena *a,
		     form_complain_fn *complain, void *ctx, struct batch *b, struct filing *out,
		     struct why *why)
{
	struct taking t = { .r = r,
			    .p = p,
			    .form = form,
			    .now = now,
			    .a = a,
			    .complain = complain,
			    .ctx = ctx,
			    .b = b,
			    .out = out,
			    .areas = map_open(),
			    .names = map_open(),
			    .things = map_open(),
			    .owners = map_open(),
			    .seen = map_open(),
			    .before = map_open() };
	enum err e;

	*out = (struct filing){ 0 };
	e = take(&t, file, why);
	map_close(t.areas);
	map_close(t.names);
	map_close(t.things);
	map_close(t.owners);
	map_close(t.seen);
	map_close(t.before);
	return e;
}
