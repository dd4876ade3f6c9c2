/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/form.h"

#include "base/vec.h"
#include "wire/cell.h"
#include "wire/charset.h"
#include "wire/csv.h"

/* A form on its way. */
struct reading_form {
	struct arena *a;
	const struct pack *p;
	form_complain_fn *complain;
	void *ctx;
	struct form *out;
	struct str form, first, last; /* as the head says */
	bool by_code;                 /* the party's number was read: its name is of no matter */
	VEC(struct form_row) rows;
};

struct str form_text(const struct form_row *row, const struct form_column *c)
{
	return c->at < row->n ? str_trim(row->fields[c->at]) : STR("");
}

void form_cell_name(uint64_t line, uint64_t column, struct buf *out)
{
	char letters[16];
	size_t n = 0;

	for (; column && n < sizeof letters; column = (column - 1) / 26)
		letters[n++] = (char)('A' + (column - 1) % 26);
	while (n)
		buf_c(out, letters[--n]);
	buf_u64(out, line);
}

static void tell(struct reading_form *f, struct why *why, uint64_t line, uint64_t column)
{
	why_at(why, NULL, line, column);
	if (f->complain)
		f->complain(f->ctx, why);
}

/* ---- words ---- */

static struct str plain(struct arena *a, struct str s)
{
	struct buf b = { 0 };
	struct str kept;

	cell_plain(str_cut_text(s, CELL_MAX), &b);
	kept = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return kept;
}

/* Does a plain text begin with one of the words of a sentence (separated by spaces), in either
 * language? *word gets the longest of them. */
static bool has_word(struct str text, enum say_id words, struct str *word)
{
	*word = STR("");
	for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
		struct str rest = say_text(lang, words), one;

		while (str_split(&rest, ' ', &one))
			if (one.n > word->n && str_starts(text, one))
				*word = one;
	}
	return word->n > 0;
}

/* ---- the head ---- */

/* What is behind the first colon of either width; empty: there is none. */
static struct str behind_colon(struct str s)
{
	size_t narrow = str_find(s, ':'), wide = str_find_str(s, STR("："));

	if (wide < narrow)
		return str_trim(str_cut(s, wide + STR("：").n, s.n));
	return narrow == SIZE_MAX ? STR("") : str_trim(str_cut(s, narrow + 1, s.n));
}

/* "报告期,2025Q1" in two fields, or "报告期：2025Q1" in one: what is behind the word. */
static bool head_value(struct reading_form *f, const struct form_row *row, enum say_id words,
		       struct str *value, struct str *second)
{
	struct str word;

	*second = STR("");
	if (!has_word(plain(f->a, row->fields[0]), words, &word))
		return false;
	*value = behind_colon(row->fields[0]);
	if (!value->n && row->n > 1)
		*value = str_trim(row->fields[1]);
	if (row->n > 2)
		*second = str_trim(row->fields[2]);
	return true;
}

static bool same_or_empty(struct str a, struct str b)
{
	return !a.n || !b.n || str_eq_nocase(str_trim(a), str_trim(b));
}

/* Two days, or one word for a period. */
static enum err read_period(struct reading_form *f, struct str value, struct str second,
			    struct why *why)
{
	struct buf first = { 0 }, last = { 0 };
	enum err e;

	if (second.n) {
		e = cell_date(value, &first, why);
		if (e == ERR_OK)
			e = cell_date(second, &last, why);
	} else {
		e = cell_period(value, &first, &last, why);
	}
	if (e == ERR_OK &&
	    !(same_or_empty(f->first, buf_str(&first)) && same_or_empty(f->last, buf_str(&last))))
		e = why_set(why, ERR_CONFLICT, SAY_FORM_TWO_PERIODS, A(f->first), A(f->last),
			    A(buf_str(&first)), A(buf_str(&last)));
	if (e == ERR_OK) {
		f->first = str_keep(f->a, buf_str(&first));
		f->last = str_keep(f->a, buf_str(&last));
	}
	buf_fini(&first);
	buf_fini(&last);
	return e;
}

static enum err take_form(struct reading_form *f, struct str value, struct why *why)
{
	if (!pack_return(f->p, value))
		return ERR_OK; /* a title */
	if (!same_or_empty(f->form, value))
		return why_set(why, ERR_CONFLICT, SAY_FORM_TWO_FORMS, A(f->form), A(value));
	f->form = value;
	return ERR_OK;
}

static enum err take_party(struct reading_form *f, struct str value, bool is_code, struct why *why)
{
	if (!value.n || (f->by_code && !is_code))
		return ERR_OK;
	if (is_code == f->by_code && !same_or_empty(f->out->party, value))
		return why_set(why, ERR_CONFLICT, SAY_FORM_TWO_PARTIES, A(f->out->party), A(value));
	f->by_code |= is_code;
	f->out->party = value;
	return ERR_OK;
}

/* A line above the table. *head: it says something about the form. */
static enum err read_head(struct reading_form *f, const struct form_row *row, bool *head,
			  struct why *why)
{
	struct str value, second;
	enum err e = ERR_OK;

	*head = true;
	if (head_value(f, row, SAY_FORM_WORDS_PERIOD, &value, &second))
		e = value.n ? read_period(f, value, second, why) : ERR_OK;
	else if (head_value(f, row, SAY_FORM_WORDS_CODE, &value, &second))
		e = take_party(f, value, true, why);
	else if (head_value(f, row, SAY_FORM_WORDS_PARTY, &value, &second))
		e = take_party(f, value, false, why);
	else if (head_value(f, row, SAY_FORM_WORDS_FORM, &value, &second))
		e = take_form(f, value, why);
	else
		*head = false;
	if (e != ERR_OK)
		why_at(why, NULL, row->line, 2);
	return e;
}

/* ---- headings ---- */

/* Of a metric, or of a field: money is in the main unit there, as people write it. */
static struct str unit_of(const struct pack *p, const struct pack_return *r,
			  const struct return_column *c)
{
	const struct metric *m = c->cell == CELL_METRIC ? pack_metric(p, c->what) : NULL;
	const struct rec_field *f = NULL;
	size_t n;
	const struct rec_type *types = pack_types(p, &n);

	if (m)
		return m->unit;
	for (size_t i = 0; i < n && c->cell == CELL_FIELD; i++)
		if (str_eq(types[i].name, r->makes))
			f = rectype_field(&types[i], c->what);
	if (!f)
		return STR("");
	return f->type == FT_MONEY ? STR("cny") : f->unit;
}

size_t form_units(const struct pack *p, const struct pack_return *r, const struct return_column *c,
		  struct str out[3])
{
	struct str unit = unit_of(p, r, c);
	enum lang lang = say_lang_default();

	if (!unit.n)
		return 0;
	out[0] = pack_label(p, STR("unit"), unit, lang);
	out[1] = pack_label(p, STR("unit"), unit, lang == LANG_ZH ? LANG_EN : LANG_ZH);
	out[2] = unit;
	return 3;
}

/* "rate(mbit/s)" into "rate" and "mbit/s"; no brackets at the end: the unit is empty. */
static struct str cut_unit(struct str heading, struct str *unit)
{
	*unit = STR("");
	if (!str_ends(heading, STR(")")))
		return heading;
	for (size_t i = heading.n; i-- > 0;)
		if (heading.p[i] == '(') {
			*unit = str_cut(heading, i + 1, heading.n - 1);
			return str_cut(heading, 0, i);
		}
	return heading;
}

/* Does the label say its unit itself? */
static bool says_unit(struct arena *a, struct str label, struct str unit)
{
	struct str own;

	(void)cut_unit(plain(a, label), &own);
	return own.n && str_eq(own, plain(a, unit));
}

void form_heading(const struct pack *p, const struct pack_return *r, const struct return_column *c,
		  enum lang lang, struct buf *out)
{
	struct str unit = unit_of(p, r, c), word = pack_label(p, STR("unit"), unit, lang);
	struct arena *a = arena_open();

	buf_put(out, c->label[lang]);
	if (unit.n && !says_unit(a, c->label[lang], word)) {
		buf_puts(out, lang == LANG_ZH ? "（" : " (");
		buf_put(out, word);
		buf_puts(out, lang == LANG_ZH ? "）" : ")");
	}
	arena_close(a);
}

static bool is_label(struct reading_form *f, const struct return_column *c, struct str heading)
{
	return str_eq(heading, plain(f->a, c->id)) ||
	       str_eq(heading, plain(f->a, c->label[LANG_EN])) ||
	       str_eq(heading, plain(f->a, c->label[LANG_ZH]));
}

/* The same without what stands in brackets: the unit, in the heading, the label or both. */
static bool is_bare_label(struct reading_form *f, const struct return_column *c, struct str bare)
{
	struct str unit;

	return str_eq(bare, cut_unit(plain(f->a, c->label[LANG_EN]), &unit)) ||
	       str_eq(bare, cut_unit(plain(f->a, c->label[LANG_ZH]), &unit)) ||
	       is_label(f, c, bare);
}

/* Which column a heading means, and which unit it says beside the label. */
static const struct return_column *column_of(struct reading_form *f, const struct pack_return *r,
					     struct str heading, struct str *unit)
{
	struct str whole = plain(f->a, heading), bare = cut_unit(whole, unit);

	for (size_t i = 0; i < r->column_count; i++)
		if (is_label(f, &r->columns[i], whole)) {
			*unit = STR("");
			return &r->columns[i];
		}
	for (size_t i = 0; i < r->column_count; i++)
		if (is_bare_label(f, &r->columns[i], bare))
			return &r->columns[i];
	return NULL;
}

/* How many required columns has this line? All of them: it is the line of headings. */
static size_t missing_columns(struct reading_form *f, const struct pack_return *r,
			      const struct form_row *row, const struct return_column **one,
			      size_t *found)
{
	size_t missing = 0;
	struct str unit;

	*found = 0;
	for (size_t i = 0; i < r->column_count; i++) {
		bool is = false;

		for (size_t k = 0; k < row->n && !is; k++)
			is = column_of(f, r, row->fields[k], &unit) == &r->columns[i];
		*found += is;
		if (!is && r->columns[i].required) {
			missing++;
			*one = &r->columns[i];
		}
	}
	return missing;
}

/* 1, or the 10,000 and 100,000,000 of "万…" and "亿…"; 0: another unit. */
static double factor_of(struct reading_form *f, const struct return_column *c, struct str unit)
{
	struct str units[3], big[2];
	static const double factors[2] = { 1e4, 1e8 };
	size_t n = form_units(f->p, f->out->ret, c, units);

	if (!unit.n || !n)
		return 1;
	big[0] = say_text(LANG_ZH, SAY_FORM_TEN_THOUSAND);
	big[1] = say_text(LANG_ZH, SAY_FORM_HUNDRED_MILLION);
	for (size_t i = 0; i < n; i++) {
		struct str word = plain(f->a, units[i]);

		if (str_eq(unit, word))
			return 1;
		for (size_t k = 0; k < 2; k++)
			if (str_starts(unit, big[k]) &&
			    str_eq(str_cut(unit, big[k].n, unit.n), word))
				return factors[k];
	}
	return 0;
}

static bool taken(const struct form *out, const struct return_column *c)
{
	for (size_t i = 0; i < out->column_count; i++)
		if (out->columns[i].column == c)
			return true;
	return false;
}

static void take_heading(struct reading_form *f, const struct form_row *row, size_t at)
{
	struct form *out = f->out;
	struct str unit, units[3] = { 0 };
	const struct return_column *c = column_of(f, out->ret, row->fields[at], &unit);
	struct form_column *x = &out->columns[out->column_count];
	struct why why;

	if (!c) {
		if (str_trim(row->fields[at]).n) {
			why_set(&why, ERR_NOTFOUND, SAY_FORM_UNKNOWN_COLUMN, A(row->fields[at]));
			tell(f, &why, row->line, at + 1);
		}
		return;
	}
	if (taken(out, c)) {
		why_set(&why, ERR_CONFLICT, SAY_FORM_COLUMN_TWICE, A(row->fields[at]));
		tell(f, &why, row->line, at + 1);
		return;
	}
	*x = (struct form_column){ .column = c, .at = at, .factor = factor_of(f, c, unit) };
	x->refused = x->factor == 0;
	out->column_count++;
	if (!x->refused)
		return;
	form_units(f->p, f->out->ret, c, units);
	why_set(&why, ERR_SYNTAX, SAY_FORM_UNIT, A(unit), A(units[0]));
	tell(f, &why, row->line, at + 1);
}

static void take_headings(struct reading_form *f, const struct form_row *row)
{
	f->out->heading = row->line;
	f->out->columns = arena_array(f->a, struct form_column, row->n);
	for (size_t i = 0; i < row->n; i++)
		take_heading(f, row, i);
}

/* ---- which return, and where its table begins ---- */

/* Headings stand near the top; a file of a hundred thousand lines is not searched for each return. */
enum { HEADING_LINES = 60 };

/* The first line that has all required columns of r. */
static bool find_headings(struct reading_form *f, const struct pack_return *r, size_t *at,
			  const struct return_column **missing, size_t *nearest)
{
	size_t best = 0, found;

	*nearest = 0;
	for (size_t i = 0; i < f->rows.n && i < HEADING_LINES; i++) {
		const struct return_column *one = NULL;

		if (!missing_columns(f, r, &f->rows.v[i], &one, &found) && found) {
			*at = i;
			return true;
		}
		if (found > best) {
			best = found;
			*missing = one;
			*nearest = i;
		}
	}
	return false;
}

/* By its columns alone, where nothing names the return: the one of which it has most. */
static enum err guess_return(struct reading_form *f, struct why *why)
{
	const struct return_column *missing;
	const struct pack_return *all, *fits = NULL, *tie = NULL;
	size_t n, at, nearest, found, most = 0;

	all = pack_returns(f->p, &n);
	for (size_t i = 0; i < n; i++) {
		if (!find_headings(f, &all[i], &at, &missing, &nearest))
			continue;
		(void)missing_columns(f, &all[i], &f->rows.v[at], &missing, &found);
		if (found < most)
			continue;
		tie = found == most ? fits : NULL;
		fits = found == most ? fits : &all[i];
		if (tie)
			why_set(why, ERR_CONFLICT, SAY_FORM_SEVERAL, A(tie->id), A(all[i].id));
		most = found;
	}
	f->out->ret = fits;
	if (tie)
		return ERR_CONFLICT;
	return fits ? ERR_OK : why_set(why, ERR_NOTFOUND, SAY_FORM_NONE_FITS);
}

static enum err find_return(struct reading_form *f, struct why *why)
{
	if (!f->form.n)
		return guess_return(f, why);
	f->out->ret = pack_return(f->p, f->form);
	return f->out->ret ? ERR_OK : why_set(why, ERR_NOTFOUND, SAY_FORM_UNKNOWN, A(f->form));
}

/* ---- rows ---- */

static size_t filled(const struct form_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++)
		n += str_trim(row->fields[i]).n > 0;
	return n;
}

static bool is_left_out(struct reading_form *f, const struct form_row *row)
{
	struct str first = STR(""), word;

	for (size_t i = 0; i < row->n && !first.n; i++)
		first = plain(f->a, row->fields[i]);
	if (!first.n)
		return true;
	if (has_word(first, SAY_FORM_WORDS_TOTAL, &word) && word.n == first.n)
		return true;
	return has_word(first, SAY_FORM_WORDS_FOOT, &word);
}

static enum err read_rows(struct reading_form *f, struct str text, struct why *why)
{
	struct csv_reader *csv = csv_open(f->a, text, 0, false);
	struct str *fields;
	size_t n;

	for (;;) {
		struct why row_why = { 0 };
		enum err e = csv_next(csv, &fields, &n, &row_why);
		struct form_row *row;

		if (e == ERR_OK && !n)
			return ERR_OK;
		if (e != ERR_OK) {
			tell(f, &row_why, row_why.line, row_why.column);
			f->out->lost++;
			continue;
		}
		if (f->rows.n == FORM_ROWS_MAX)
			return why_set(why, ERR_LIMIT, SAY_FORM_ROWS, A((unsigned)FORM_ROWS_MAX));
		row = vec_push(&f->rows);
		row->line = csv_line(csv);
		row->n = n;
		row->fields = arena_array(f->a, struct str, n);
		for (size_t i = 0; i < n; i++)
			row->fields[i] = str_keep(f->a, fields[i]);
	}
}

/* One behind the last cell that says something. */
static size_t width(const struct form_row *row)
{
	size_t n = row->n;

	while (n && !str_trim(row->fields[n - 1]).n)
		n--;
	return n;
}

/* 1,234 without quotes is two cells, and all behind them stand under the wrong headings: such a line is
 * refused as a whole. */
static bool is_too_wide(struct reading_form *f, const struct form_row *row, size_t headings)
{
	struct why why;

	if (width(row) <= headings)
		return false;
	why_set(&why, ERR_SYNTAX, SAY_FORM_WIDE, A(width(row)), A(headings));
	tell(f, &why, row->line, headings + 1);
	return true;
}

static void take_rows(struct reading_form *f, size_t heading)
{
	struct form *out = f->out;
	size_t headings = width(&f->rows.v[heading]);

	out->rows = arena_array(f->a, struct form_row, f->rows.n);
	for (size_t i = heading + 1; i < f->rows.n; i++) {
		if (!filled(&f->rows.v[i]))
			continue;
		if (is_left_out(f, &f->rows.v[i]))
			out->left_out++;
		else if (is_too_wide(f, &f->rows.v[i], headings))
			out->lost++;
		else
			out->rows[out->row_count++] = f->rows.v[i];
	}
}

/* What stands above the table: up to the first line of several cells that says nothing about the form. */
static enum err read_heads(struct reading_form *f, struct why *why)
{
	enum { TITLE_CELLS = 2 };

	for (size_t i = 0; i < f->rows.n; i++) {
		bool head;
		enum err e = read_head(f, &f->rows.v[i], &head, why);

		if (e != ERR_OK || (!head && filled(&f->rows.v[i]) > TITLE_CELLS))
			return e;
	}
	return ERR_OK;
}

static enum err read_table(struct reading_form *f, struct why *why)
{
	const struct return_column *missing = NULL;
	size_t at = 0, nearest;
	enum err e = find_return(f, why);

	if (e != ERR_OK)
		return e;
	if (!find_headings(f, f->out->ret, &at, &missing, &nearest)) {
		why_set(why, ERR_SYNTAX, missing ? SAY_FORM_COLUMN_MISSING : SAY_FORM_NO_HEADINGS,
			A(f->out->ret->id),
			A(missing ? missing->label[say_lang_default()] : STR("")));
		if (f->rows.n && missing)
			why_at(why, NULL, f->rows.v[nearest].line, 0);
		return ERR_SYNTAX;
	}
	take_headings(f, &f->rows.v[at]);
	take_rows(f, at);
	if (f->out->row_count)
		return ERR_OK;
	return why_set(why, ERR_NOTFOUND, f->out->lost ? SAY_FILING_NOTHING : SAY_FORM_EMPTY);
}

/* A workbook, a document, a PDF: what a table is handed in as by mistake. */
static bool is_office_file(struct str bytes)
{
	return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("\xd0\xcf\x11\xe0")) ||
	       str_starts(bytes, STR("%PDF-"));
}

enum err form_read(struct arena *a, const struct pack *p, struct str bytes,
		   const struct form_given *given, form_complain_fn *complain, void *ctx,
		   struct form *out, struct why *why)
{
	struct reading_form f = { .a = a,
				  .p = p,
				  .complain = complain,
				  .ctx = ctx,
				  .out = out,
				  .form = given->form,
				  .by_code = given->party.n > 0 };
	struct str text;
	enum err e;

	*out = (struct form){ .party = given->party };
	if (bytes.n > FORM_BYTES_MAX)
		return why_set(why, ERR_LIMIT, SAY_CHARSET_LONG, A((unsigned)FORM_BYTES_MAX));
	if (is_office_file(bytes))
		return why_set(why, ERR_UNSUPPORTED, SAY_FORM_OFFICE_FILE);
	e = charset_utf8(a, bytes, &text, why);
	if (e == ERR_OK && given->period.n)
		e = read_period(&f, given->period, STR(""), why);
	if (e == ERR_OK)
		e = read_rows(&f, text, why);
	if (e == ERR_OK)
		e = read_heads(&f, why);
	if (e == ERR_OK)
		e = read_table(&f, why);
	out->first = f.first;
	out->last = f.last;
	if (e == ERR_OK && !out->first.n)
		e = why_set(why, ERR_SYNTAX, SAY_FORM_NO_PERIOD);
	if (e == ERR_OK && !out->party.n)
		e = why_set(why, ERR_SYNTAX, SAY_FORM_NO_PARTY);
	vec_fini(&f.rows);
	return e;
}

/* ---- the blank form ---- */

static void line_of(enum lang lang, enum say_id word, struct str value, struct str second,
		    struct buf *out)
{
	struct str words = say_text(lang, word), first;

	(void)str_split(&words, ' ', &first);
	csv_field(out, first, true, true);
	csv_field(out, value, false, true);
	if (second.n)
		csv_field(out, second, false, true);
	csv_end_row(out);
}

static void area_line(const struct pack_return *r, const struct form_area *area, struct buf *out)
{
	bool named = false;

	for (size_t i = 0; i < r->column_count; i++) {
		struct str text = STR("");

		if (r->columns[i].cell == CELL_AREA)
			text = area->code;
		else if (r->columns[i].cell == CELL_NOTE && !named && (named = true))
			text = area->name;
		csv_field(out, text, i == 0, true);
	}
	csv_end_row(out);
}

void form_blank(const struct pack *p, const struct pack_return *r, struct str party,
		struct str first, struct str last, const struct form_area *areas, size_t n,
		enum lang lang, struct buf *out)
{
	struct buf heading = { 0 };

	line_of(lang, SAY_FORM_WORDS_FORM, r->id, r->title[lang], out);
	line_of(lang, SAY_FORM_WORDS_PARTY, party, STR(""), out);
	line_of(lang, SAY_FORM_WORDS_PERIOD, first, last, out);
	for (size_t i = 0; i < r->column_count; i++) {
		buf_clear(&heading);
		form_heading(p, r, &r->columns[i], lang, &heading);
		csv_field(out, buf_str(&heading), i == 0, true);
	}
	csv_end_row(out);
	for (size_t i = 0; i < n; i++)
		area_line(r, &areas[i], out);
	buf_fini(&heading);
}
