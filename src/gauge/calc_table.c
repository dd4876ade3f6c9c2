/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/calc_table.h"

#include "base/ensure.h"
#include "wire/cell.h"
#include "wire/charset.h"
#include "wire/csv.h"

#include <math.h>

/* ---- faults ---- */

static void fault_add(struct table *t, const struct why *why)
{
	if (t->fault_count++ < TABLE_FAULTS)
		*vec_push(&t->faults) = *why;
}

void table_lacks(struct table *t, const struct why *why)
{
	struct why w = *why;

	why_at(&w, t->file, 0, 0);
	fault_add(t, &w);
}

/* The sentence behind the name of its column. */
void table_fault(struct table *t, struct table_row *r, size_t column, const struct why *why)
{
	const struct table_kind *k = &t->kinds[r->kind];
	struct buf text = { 0 };
	struct why w = { 0 };
	const char *name =
		say_lang_default() == LANG_ZH ? k->columns[column].zh : k->columns[column].name;

	r->bad = true;
	why_sentence(why, say_lang_default(), &text);
	why_set(&w, why->code, SAY_TABLE_CELL, A(name), A(buf_str(&text)));
	why_at(&w, t->file, r->line, t->heads[r->kind].place[column]);
	fault_add(t, &w);
	buf_fini(&text);
}

/* ---- reading ---- */

static bool plain_is(struct str text, const char *en, const char *zh)
{
	struct buf b = { 0 };

	cell_plain(text, &b);
	bool same = str_eq(buf_str(&b), str_of(en)) || (zh && str_eq(buf_str(&b), str_of(zh)));

	buf_fini(&b);
	return same;
}

static bool is_remark(struct str name)
{
	static const char *const words[][2] = {
		{ "note", "备注" }, { "source", "来源" }, { "remark", "说明" }, { "notes", "依据" }
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (plain_is(name, words[i][0], words[i][1]))
			return true;
	return !name.n;
}

/* "2025" or "2025年"; 0: no year. */
static int year_of(struct str name)
{
	struct buf b = { 0 };
	uint64_t v = 0;

	cell_plain(name, &b);
	struct str s = buf_str(&b);

	if (str_ends(s, STR("年")))
		s = str_cut(s, 0, s.n - STR("年").n);
	if (s.n != 4 || !str_u64(s, &v) || v < 1900 || v > 2199)
		v = 0;
	buf_fini(&b);
	return (int)v;
}

/* What is being read: a file whose rows begin with their kind, or one of plain rows. */
struct reading {
	struct table *t;
	struct csv_reader *csv;
	bool decided, plain;
};

static size_t kind_of(const struct table *t, struct str word)
{
	for (size_t i = 0; i < t->kind_count; i++)
		if (plain_is(word, t->kinds[i].name, t->kinds[i].zh))
			return i;
	return SIZE_MAX;
}

static void head_fault(struct reading *in, size_t place, enum say_id id, struct str a, struct str b)
{
	struct why w = { 0 };

	why_set(&w, ERR_SYNTAX, id, A(a), A(b));
	why_at(&w, in->t->file, csv_line(in->csv), place);
	fault_add(in->t, &w);
}

static bool head_year(struct reading *in, struct table_head *h, struct str name, size_t place)
{
	int year = year_of(name);
	size_t i = h->year_count;

	if (!year || i == TABLE_YEARS)
		return false;
	if (i && h->year[i - 1] >= year)
		head_fault(in, place, SAY_TABLE_YEAR_ORDER, name, name);
	h->year[i] = year;
	h->year_place[i] = place;
	h->year_count++;
	return true;
}

static void head_cell(struct reading *in, size_t kind, struct str name, size_t place)
{
	const struct table_kind *k = &in->t->kinds[kind];
	struct table_head *h = &in->t->heads[kind];
	struct buf known = { 0 };

	for (size_t i = 0; i < k->n; i++) {
		if (!plain_is(name, k->columns[i].name, k->columns[i].zh))
			continue;
		if (h->place[i])
			head_fault(in, place, SAY_TABLE_COLUMN_TWICE, name, name);
		h->place[i] = place;
		return;
	}
	if (is_remark(name) || (k->years && head_year(in, h, name, place)))
		return;
	for (size_t i = 0; i < k->n; i++)
		buf_printf(&known, "%s%s (%s)", i ? ", " : "", k->columns[i].name,
			   k->columns[i].zh);
	head_fault(in, place, SAY_TABLE_COLUMN_UNKNOWN, name, buf_str(&known));
	buf_fini(&known);
}

static void read_head(struct reading *in, size_t kind, const struct str *cells, size_t n)
{
	const struct table_kind *k = &in->t->kinds[kind];
	struct table_head *h = &in->t->heads[kind];

	uint64_t before = in->t->fault_count;

	h->seen = true;
	for (size_t i = in->plain ? 0 : 1; i < n; i++)
		head_cell(in, kind, cells[i], i + 1);
	for (size_t i = 0; i < k->n; i++)
		if (k->columns[i].required && !h->place[i])
			head_fault(in, 0, SAY_TABLE_COLUMN_MISSING, str_of(k->columns[i].name),
				   str_of(k->columns[i].zh));
	if (k->years && !h->year_count)
		head_fault(in, 0, SAY_TABLE_YEARS_MISSING, str_of(k->name), str_of(k->zh));
	h->sound = in->t->fault_count == before;
}

static struct str cell_at(struct table *t, const struct str *cells, size_t n, size_t place)
{
	if (!place || place > n || cell_is_empty(cells[place - 1]))
		return str_n(NULL, 0);
	return str_keep(t->a, cells[place - 1]);
}

static void read_row(struct reading *in, size_t kind, const struct str *cells, size_t n)
{
	struct table *t = in->t;
	const struct table_kind *k = &t->kinds[kind];
	const struct table_head *h = &t->heads[kind];
	struct table_row *r = vec_push(&t->rows);
	struct why why = { 0 };

	*r = (struct table_row){ .kind = kind,
				 .line = csv_line(in->csv),
				 .cells = arena_array(t->a, struct str, k->n),
				 .years = arena_array(t->a, struct str, h->year_count) };
	for (size_t i = 0; i < k->n; i++) {
		r->cells[i] = cell_at(t, cells, n, h->place[i]);
		if (k->columns[i].required && h->place[i] && !r->cells[i].n) {
			why_set(&why, ERR_SYNTAX, SAY_TABLE_EMPTY);
			table_fault(t, r, i, &why);
		}
	}
	for (size_t i = 0; i < h->year_count; i++)
		r->years[i] = cell_at(t, cells, n, h->year_place[i]);
}

static bool is_blank(const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_trim(cells[i]).n)
			return false;
	return true;
}

static bool names_a_column(const struct table_kind *k, const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < k->n; c++)
			if (plain_is(cells[i], k->columns[c].name, k->columns[c].zh))
				return true;
	return false;
}

static void kind_fault(struct reading *in, struct str word)
{
	const struct table *t = in->t;
	struct buf known = { 0 };

	for (size_t i = 0; i < t->kind_count; i++)
		buf_printf(&known, "%s%s (%s)", i ? ", " : "", t->kinds[i].name, t->kinds[i].zh);
	head_fault(in, 1, SAY_TABLE_KIND, word, buf_str(&known));
	buf_fini(&known);
}

static void take_row(struct reading *in, const struct str *cells, size_t n)
{
	struct table *t = in->t;
	size_t kind;

	if (is_blank(cells, n)) /* ",,,": what a spreadsheet writes for an empty row */
		return;
	kind = kind_of(t, cells[0]);
	if (!in->decided) {
		in->decided = true;
		in->plain = kind == SIZE_MAX && names_a_column(&t->kinds[0], cells, n);
	}
	if (in->plain)
		kind = 0;
	if (kind == SIZE_MAX) {
		kind_fault(in, cells[0]);
	} else if (!t->heads[kind].seen) {
		read_head(in, kind, cells, n);
	} else if (t->heads[kind].sound) {
		read_row(in, kind, cells, n);
	}
}

enum err table_read(struct arena *a, struct str in, const char *file,
		    const struct table_kind *kinds, size_t n, struct table *out, struct why *why)
{
	struct reading reading = { .t = out };
	struct str text, *cells;
	size_t cell_count;
	enum err e = charset_utf8(a, in, &text, why);

	ensure(n <= TABLE_KINDS);
	*out = (struct table){ .a = a, .file = file, .kinds = kinds, .kind_count = n };
	if (e != ERR_OK) {
		why_at(why, file, 0, 0);
		return e;
	}
	reading.csv = csv_open(a, text, 0, true);
	for (;;) {
		struct why lost = { 0 };

		e = csv_next(reading.csv, &cells, &cell_count, &lost);
		if (e == ERR_OK && !cell_count)
			return ERR_OK;
		if (out->rows.n == TABLE_ROWS) {
			why_set(why, ERR_LIMIT, SAY_TABLE_ROWS, A((int)TABLE_ROWS));
			why_at(why, file, csv_line(reading.csv), 0);
			return ERR_LIMIT;
		}
		if (e == ERR_OK) {
			take_row(&reading, cells, cell_count);
		} else {
			why_at(&lost, file, 0, 0);
			fault_add(out, &lost);
		}
	}
}

void table_close(struct table *t)
{
	vec_fini(&t->rows);
	vec_fini(&t->faults);
}

/* ---- cells ---- */

static bool is_percent(struct str text)
{
	struct buf b = { 0 };

	cell_plain(text, &b);
	bool is = str_ends(buf_str(&b), STR("%"));

	buf_fini(&b);
	return is;
}

static enum err read_number(struct str text, struct table_range range, double *out, struct why *why)
{
	static const struct str percent = { "%", 1 };
	struct buf least = { 0 }, most = { 0 };
	double v = 0;
	enum err e = cell_number(text, &percent, range.share, &v, why);

	if (e != ERR_OK)
		return e;
	if (range.share && is_percent(text))
		v /= 100;
	buf_printf(&least, "%.15g", range.least);
	buf_printf(&most, "%.15g", range.most);
	if (v < range.least || v > range.most)
		e = range.share ?
			    why_set(why, ERR_SYNTAX, SAY_TABLE_SHARE, A(text)) :
		    range.most < INFINITY ?
			    why_set(why, ERR_SYNTAX, SAY_TABLE_RANGE, A(text), A(buf_str(&least)),
				    A(buf_str(&most))) :
			    why_set(why, ERR_SYNTAX, SAY_TABLE_LEAST, A(text), A(buf_str(&least)));
	else if (range.whole && v != floor(v))
		e = why_set(why, ERR_SYNTAX, SAY_TABLE_WHOLE, A(text));
	buf_fini(&least);
	buf_fini(&most);
	*out = e == ERR_OK ? v : *out;
	return e;
}

bool table_real(struct table *t, struct table_row *r, size_t column, struct table_range range,
		double *out)
{
	struct why why = { 0 };

	if (!r->cells[column].n)
		return false;
	if (read_number(r->cells[column], range, out, &why) == ERR_OK)
		return true;
	table_fault(t, r, column, &why);
	return false;
}

bool table_year(struct table *t, struct table_row *r, size_t year, struct table_range range,
		double *out)
{
	struct why why = { 0 }, placed = { 0 };
	struct buf text = { 0 }, name = { 0 };

	if (!r->years[year].n)
		return false;
	if (read_number(r->years[year], range, out, &why) == ERR_OK)
		return true;
	r->bad = true;
	buf_printf(&name, "%d", t->heads[r->kind].year[year]);
	why_sentence(&why, say_lang_default(), &text);
	why_set(&placed, why.code, SAY_TABLE_CELL, A(buf_str(&name)), A(buf_str(&text)));
	why_at(&placed, t->file, r->line, t->heads[r->kind].year_place[year]);
	fault_add(t, &placed);
	buf_fini(&text);
	buf_fini(&name);
	return false;
}

size_t table_word(struct table *t, struct table_row *r, size_t column,
		  const char *const (*words)[2], size_t n, size_t none)
{
	struct buf known = { 0 };
	struct why why = { 0 };

	if (!r->cells[column].n)
		return none;
	for (size_t i = 0; i < n; i++)
		if (plain_is(r->cells[column], words[i][0], words[i][1]))
			return i;
	for (size_t i = 0; i < n; i++)
		buf_printf(&known, "%s%s (%s)", i ? ", " : "", words[i][0], words[i][1]);
	why_set(&why, ERR_SYNTAX, SAY_TABLE_WORD, A(r->cells[column]), A(buf_str(&known)));
	table_fault(t, r, column, &why);
	buf_fini(&known);
	return none;
}

bool table_period(struct table *t, struct table_row *r, size_t column, struct str *first,
		  struct str *last)
{
	struct buf from = { 0 }, to = { 0 };
	struct why why = { 0 };
	bool ok = r->cells[column].n > 0;

	if (ok && cell_period(r->cells[column], &from, &to, &why) != ERR_OK) {
		table_fault(t, r, column, &why);
		ok = false;
	}
	if (ok) {
		*first = str_keep(t->a, buf_str(&from));
		*last = str_keep(t->a, buf_str(&to));
	}
	buf_fini(&from);
	buf_fini(&to);
	return ok;
}
