/* SPDX-License-Identifier: Apache-2.0 */
/* areas.c - the tables of areas: read, checked, and followed from any year to today. */
#include "pack/areas.h"

#include "base/vec.h"
#include "pack/areas_file.h"
#include "pack/parts.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

typedef VEC(struct area_row) row_vec;
typedef VEC(struct area_step) step_vec;

enum { ROWS_MAX = 20000, AFTER_MAX = 64, FOLLOW_MAX = 256, YEAR_MIN = 1900, YEAR_MAX = 2299 };

#define AT(m) offsetof(struct areas_file, m)
static const struct slot slots[] = {
	{ "year", SHAPE_TEXT, true, AT(year_text), NULL },
	{ "source", SHAPE_WORDS, true, AT(source), NULL },
	{ "table", SHAPE_TEXT, true, AT(table), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

/* ---- reading a table ---- */

static bool take_word(struct str *line, struct str *word)
{
	return str_split(line, ' ', word) && word->n > 0;
}

static bool read_code(struct str s, uint32_t *code)
{
	uint64_t n;

	if (s.n != 6 || !ascii_is_digit(s.p[0]) || !str_u64(s, &n) || n < 100000)
		return false;
	*code = (uint32_t)n;
	return true;
}

static bool read_year(struct str s, uint16_t *year)
{
	uint64_t n;

	if (!str_u64(s, &n) || n < YEAR_MIN || n > YEAR_MAX)
		return false;
	*year = (uint16_t)n;
	return true;
}

/* CODE, or CODE@YEAR with a year before the end. */
static bool read_step(struct str s, const struct area_row *row, struct area_step *step)
{
	struct str code = str_cut(s, 0, 6);

	step->year = row->until;
	if (!read_code(code, &step->code))
		return false;
	if (s.n == 6)
		return row->until != 0;
	return s.p[6] == '@' && read_year(str_cut(s, 7, s.n), &step->year) &&
	       step->year >= row->from && (!row->until || step->year < row->until);
}

/* "130103 1983 2014 桥东区 130102 130104" */
static bool read_row(struct arena *a, struct str line, struct area_row *row)
{
	struct area_step steps[AFTER_MAX];
	struct str word;

	if (!take_word(&line, &word) || !read_code(word, &row->code) || !take_word(&line, &word) ||
	    !read_year(word, &row->from) || !take_word(&line, &word))
		return false;
	if (!str_eq(word, STR("-")) && (!read_year(word, &row->until) || row->until <= row->from))
		return false;
	if (!take_word(&line, &row->name))
		return false;
	while (line.p) {
		if (row->after_count == AFTER_MAX || !take_word(&line, &word) ||
		    !read_step(word, row, &steps[row->after_count++]))
			return false;
	}
	struct area_step *kept = arena_array(a, struct area_step, row->after_count);

	memcpy(kept, steps, row->after_count * sizeof *kept);
	row->after = kept;
	return true;
}

static bool follows(const struct area_row *before, const struct area_row *row)
{
	return before->code < row->code ||
	       (before->code == row->code && before->until && before->until <= row->from);
}

/* A complaint about line i of the table. */
static void fault_line(struct reading *r, const struct yaml *table, size_t i, enum say_id id,
		       struct str what)
{
	struct yaml at = table ? *table : (struct yaml){ 0 };

	if (at.line)
		at.line += (uint32_t)i; /* a block is where its first line is */
	at.column = at.line ? 3 : 0;
	reading_fault(r, table ? &at : NULL, id, A(what));
}

static bool read_rows(struct reading *r, const struct yaml *t, struct areas_file *f)
{
	const struct yaml *table = yaml_get(t, STR("table"));
	struct str rest = f->table, line;
	row_vec rows = { 0 };
	bool ok = true;

	for (size_t i = 0; str_split(&rest, '\n', &line); i++) {
		struct area_row row = { 0 };

		line = str_trim(line);
		if (rows.n == ROWS_MAX || !read_row(r->a, line, &row)) {
			fault_line(r, table, i, SAY_AREAS_LINE, line);
			ok = false;
		} else if (rows.n && !follows(&rows.v[rows.n - 1], &row)) {
			fault_line(r, table, i, SAY_AREAS_ORDER, line);
			ok = false;
		} else {
			*vec_push(&rows) = row;
		}
		if (rows.n == ROWS_MAX)
			break;
	}
	f->row_count = rows.n;
	f->rows = arena_array(r->a, struct area_row, rows.n);
	if (rows.n)
		memcpy(f->rows, rows.v, rows.n * sizeof *f->rows);
	vec_fini(&rows);
	return ok;
}

bool areas_read(struct reading *r, const struct yaml *t, void *item)
{
	struct areas_file *f = item;

	if (!shape_read(r, t, slots, f))
		return false;
	if (!read_year(f->year_text, &f->year)) {
		reading_fault(r, yaml_get(t, STR("year")), SAY_PACK_SHAPE, A("year"), A("2025"));
		return false;
	}
	return read_rows(r, t, f);
}

void areas_write(struct json_writer *w, const void *item)
{
	shape_write(w, slots, item);
}

/* ---- looking up ---- */

/* The rows of a code: the first, and how many. */
static size_t rows_of(const struct area_row *rows, size_t n, uint32_t code, size_t *count)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (rows[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (*count = 0; lo + *count < n && rows[lo + *count].code == code;)
		++*count;
	return lo;
}

static bool is_there(const struct area_row *row, int year)
{
	return row->from <= year && (!row->until || year < row->until);
}

static const struct area_row *row_at(const struct area_row *rows, size_t n, uint32_t code, int year)
{
	size_t count, first = rows_of(rows, n, code, &count);

	for (size_t i = 0; i < count; i++)
		if (is_there(&rows[first + i], year))
			return &rows[first + i];
	return count ? &rows[first + count - 1] : NULL;
}

/* Each successor is a row of that year in the table of its province. */
void areas_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct areas_file *f = item;
	const struct yaml *table = yaml_get(at.yaml, STR("table"));

	for (size_t i = 0; i < f->row_count; i++) {
		const struct area_row *row = &f->rows[i];
		char text[8];

		snprintf(text, sizeof text, "%06u", (unsigned)row->code % 1000000);
		if (!str_starts(str_of(text), f->id) || f->id.n != 2)
			fault_line(r, table, i, SAY_AREAS_PROVINCE, str_of(text));
		for (size_t k = 0; k < row->after_count; k++) {
			const struct area_row *next = NULL;

			snprintf(text, sizeof text, "%06u", (unsigned)row->after[k].code % 1000000);
			const struct areas_file *to = shelf_find(p, NOUN_AREAS, str_n(text, 2));

			if (to)
				next = row_at(to->rows, to->row_count, row->after[k].code,
					      row->after[k].year);
			if (!next || !is_there(next, row->after[k].year))
				fault_line(r, table, i, SAY_AREAS_AFTER, str_of(text));
		}
	}
}

struct areas {
	struct area_row *rows;
	size_t n;
	int year;
};

static int row_cmp(const void *a, const void *b)
{
	const struct area_row *x = a, *y = b;

	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	return x->from - y->from;
}

const struct areas *areas_open(struct arena *a, const struct pack *p)
{
	struct areas *as = arena_new(a, struct areas);
	const struct shelf *s = &p->shelf[NOUN_AREAS];
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += ((const struct areas_file *)shelf_at(p, NOUN_AREAS, i))->row_count;
	as->rows = arena_array(a, struct area_row, n);
	for (size_t i = 0; i < s->n; i++) {
		const struct areas_file *f = shelf_at(p, NOUN_AREAS, i);

		if (f->row_count)
			memcpy(as->rows + as->n, f->rows, f->row_count * sizeof *f->rows);
		as->n += f->row_count;
		if (f->year > as->year)
			as->year = f->year;
	}
	if (as->n)
		qsort(as->rows, as->n, sizeof *as->rows, row_cmp);
	return as;
}

const struct area_row *areas_rows(const struct areas *as, size_t *n)
{
	*n = as->n;
	return as->rows;
}

int areas_year(const struct areas *as)
{
	return as->year;
}

bool area_code_read(struct str text, uint32_t *code)
{
	uint64_t whole;

	return (text.n == 6 || text.n == 9 || text.n == 12) && ascii_is_digit(text.p[0]) &&
	       str_u64(text, &whole) && read_code(str_cut(text, 0, 6), code);
}

enum area_level area_level(uint32_t code)
{
	return code % 10000 == 0 ? AREA_PROVINCE : code % 100 == 0 ? AREA_CITY : AREA_COUNTY;
}

bool area_level_read(struct str word, enum area_level *out)
{
	int i = shape_choice(word, "province city county");

	*out = i < 0 ? AREA_PROVINCE : (enum area_level)i;
	return i >= 0;
}

const struct area_row *area_at(const struct areas *as, uint32_t code, int year)
{
	return row_at(as->rows, as->n, code, year);
}

/* ---- from then to today ---- */

struct walk {
	const struct area_row *met[FOLLOW_MAX]; /* all rows on the way; those in use are the ends */
	size_t n;
	bool lost; /* a part of it ended in nothing, or there were too many */
};

static void meet(struct walk *w, const struct area_row *row)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->met[i] == row)
			return;
	if (!row || w->n == FOLLOW_MAX)
		w->lost = true;
	else
		w->met[w->n++] = row;
}

static void follow(const struct areas *as, uint32_t code, int year, struct walk *w)
{
	w->n = 0;
	w->lost = false;
	meet(w, area_at(as, code, year));
	for (size_t i = 0; i < w->n; i++) {
		const struct area_row *row = w->met[i];
		bool on = row->until == 0;

		for (size_t k = 0; k < row->after_count; k++)
			if (row->until && row->after[k].year == row->until) {
				meet(w, area_at(as, row->after[k].code, row->until));
				on = true;
			}
		w->lost |= !on;
	}
}

uint32_t area_now(const struct areas *as, uint32_t code, int year)
{
	struct walk w;
	uint32_t found = 0;

	follow(as, code, year, &w);
	for (size_t i = 0; i < w.n; i++) {
		if (w.met[i]->until)
			continue;
		if (found && found != w.met[i]->code)
			return 0;
		found = w.met[i]->code;
	}
	return w.lost ? 0 : found;
}

static uint32_t lift(const struct areas *as, uint32_t code, enum area_level level)
{
	uint32_t up = level == AREA_PROVINCE ? code / 10000 * 10000 :
		      level == AREA_CITY     ? code / 100 * 100 :
					       code;
	const struct area_row *row = area_at(as, up, 0);

	return row && !row->until && area_level(up) == level ? up : 0;
}

uint32_t area_up(const struct areas *as, uint32_t code, int year, enum area_level level)
{
	struct walk w;
	uint32_t found = 0;

	follow(as, code, year, &w);
	for (size_t i = 0; i < w.n; i++) {
		if (w.met[i]->until)
			continue;
		uint32_t up = lift(as, w.met[i]->code, level);

		if (!up || (found && found != up))
			return 0;
		found = up;
	}
	return w.lost ? 0 : found;
}
