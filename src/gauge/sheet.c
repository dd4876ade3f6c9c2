/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/sheet.h"

#include "base/ensure.h"
#include "base/vec.h"
#include "wire/json.h"

#include <math.h>
#include <stdio.h>

enum cell_kind { CELL_NONE, CELL_TEXT, CELL_WORD, CELL_REAL, CELL_WHOLE, CELL_YEAR, CELL_MONEY };

struct cell {
	enum cell_kind kind;
	struct str text;
	enum say_id say;
	unsigned decimals;
	double real;
	int64_t whole;
};

struct section {
	const char *key;
	enum say_id title;
	const struct sheet_column *columns;
	size_t n;
	bool single;
	size_t first_cell, cell_count;
	size_t first_remark, remark_count;
};

struct remark {
	enum say_id id;
	struct say_arg args[SAY_ARGS_MAX];
	size_t n;
};

struct sheet {
	struct arena *a;
	VEC(struct section) sections;
	VEC(struct cell) cells;
	VEC(struct remark) remarks;
};

struct sheet *sheet_open(struct arena *a)
{
	struct sheet *s = arena_new(a, struct sheet);

	s->a = a;
	return s;
}

void sheet_close(struct sheet *s)
{
	if (!s)
		return;
	vec_fini(&s->sections);
	vec_fini(&s->cells);
	vec_fini(&s->remarks);
}

/* ---- filling ---- */

void sheet_section(struct sheet *s, const char *key, enum say_id title,
		   const struct sheet_column *columns, size_t n, bool single)
{
	*vec_push(&s->sections) = (struct section){ .key = key,
						    .title = title,
						    .columns = columns,
						    .n = n,
						    .single = single,
						    .first_cell = s->cells.n,
						    .first_remark = s->remarks.n };
}

static struct cell *cell_add(struct sheet *s, enum cell_kind kind)
{
	struct cell *c = vec_push(&s->cells);

	ensure(s->sections.n);
	s->sections.v[s->sections.n - 1].cell_count++;
	c->kind = kind;
	return c;
}

void sheet_text(struct sheet *s, struct str text)
{
	cell_add(s, CELL_TEXT)->text = str_keep(s->a, text);
}

void sheet_say(struct sheet *s, enum say_id id, const char *key)
{
	struct cell *c = cell_add(s, CELL_WORD);

	c->say = id;
	c->text = str_of(key);
}

void sheet_real(struct sheet *s, double v, unsigned decimals)
{
	struct cell *c = cell_add(s, CELL_REAL);

	c->real = v;
	c->decimals = decimals;
}

void sheet_whole(struct sheet *s, int64_t v)
{
	cell_add(s, CELL_WHOLE)->whole = v;
}

void sheet_year(struct sheet *s, int year)
{
	cell_add(s, CELL_YEAR)->whole = year;
}

void sheet_money(struct sheet *s, int64_t v, unsigned digits)
{
	struct cell *c = cell_add(s, CELL_MONEY);

	c->whole = v;
	c->decimals = digits;
}

void sheet_none(struct sheet *s)
{
	cell_add(s, CELL_NONE);
}

void sheet_remark_(struct sheet *s, enum say_id id, const struct say_arg *args, size_t n)
{
	struct remark *r = vec_push(&s->remarks);

	ensure(s->sections.n && n <= SAY_ARGS_MAX);
	s->sections.v[s->sections.n - 1].remark_count++;
	r->id = id;
	r->n = n;
	for (size_t i = 0; i < n; i++) {
		r->args[i] = args[i];
		if (args[i].kind == SAY_ARG_STR)
			r->args[i].s = str_keep(s->a, args[i].s);
	}
}

/* ---- numbers for people ---- */

/* Digits with a comma before each three of the whole part. */
static void put_grouped(struct buf *out, struct str digits)
{
	size_t whole = str_find(digits, '.');

	if (whole == SIZE_MAX)
		whole = digits.n;
	for (size_t i = 0; i < digits.n; i++) {
		if (i && i < whole && (whole - i) % 3 == 0)
			buf_c(out, ',');
		buf_c(out, digits.p[i]);
	}
}

void sheet_put_real(struct buf *out, double v, unsigned decimals)
{
	struct buf text = { 0 };
	bool minus;

	if (fabs(v) < 1e15)
		buf_printf(&text, "%.*f", (int)decimals, v);
	else
		buf_printf(&text, "%.6g", v);
	minus = str_starts(buf_str(&text), STR("-"));
	if (minus)
		buf_c(out, '-');
	put_grouped(out, str_cut(buf_str(&text), minus, text.n));
	buf_fini(&text);
}

void sheet_put_money(struct buf *out, int64_t v, unsigned digits)
{
	struct buf text = { 0 };
	uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, one = 1;

	for (unsigned i = 0; i < digits; i++)
		one *= 10;
	if (v < 0)
		buf_c(out, '-');
	buf_printf(&text, "%llu", (unsigned long long)(size / one));
	if (digits)
		buf_printf(&text, ".%0*llu", (int)digits, (unsigned long long)(size % one));
	put_grouped(out, buf_str(&text));
	buf_fini(&text);
}

/* ---- text ---- */

/* Places on a terminal: a wide character (CJK and its punctuation, full-width forms) takes two. */
static size_t places(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c & 0xC0) == 0x80)
			continue;
		n += c >= 0xE3 && !(c == 0xEF && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xBC) ?
			     2 :
			     1;
	}
	return n;
}

static void put_cell(const struct cell *c, enum lang lang, struct buf *out)
{
	switch (c->kind) {
	case CELL_NONE:
		buf_c(out, '-');
		break;
	case CELL_TEXT:
		say_shown(out, c->text);
		break;
	case CELL_WORD:
		say(out, lang, c->say);
		break;
	case CELL_REAL:
		sheet_put_real(out, c->real, c->decimals);
		break;
	case CELL_WHOLE:
		sheet_put_money(out, c->whole, 0);
		break;
	case CELL_YEAR:
		buf_printf(out, "%lld", (long long)c->whole);
		break;
	case CELL_MONEY:
		sheet_put_money(out, c->whole, c->decimals);
		break;
	}
}

static void put_spaces(struct buf *out, size_t n)
{
	while (n--)
		buf_c(out, ' ');
}

/* Words stand left, numbers right; nothing behind the last column. */
static void put_padded(struct buf *out, struct str text, size_t width, bool left, bool last)
{
	size_t room = width - places(text);

	if (!left)
		put_spaces(out, room);
	buf_put(out, text);
	if (left && !last)
		put_spaces(out, room);
	if (!last)
		buf_puts(out, "  ");
}

static bool is_left(const struct sheet *s, const struct section *x, size_t column)
{
	for (size_t i = column; i < x->cell_count; i += x->n) {
		enum cell_kind k = s->cells.v[x->first_cell + i].kind;

		if (k != CELL_NONE)
			return k == CELL_TEXT || k == CELL_WORD;
	}
	return true;
}

static void print_table(const struct sheet *s, const struct section *x, enum lang lang,
			struct buf *out)
{
	struct arena *a = arena_open();
	size_t *width = arena_array(a, size_t, x->n), rows = x->cell_count / x->n;
	struct str *shown = arena_array(a, struct str, x->cell_count + x->n);
	struct buf one = { 0 };

	for (size_t i = 0; i < x->n * (rows + 1); i++) {
		buf_clear(&one);
		if (i < x->n)
			say(&one, lang, x->columns[i].title);
		else
			put_cell(&s->cells.v[x->first_cell + i - x->n], lang, &one);
		shown[i] = str_keep(a, buf_str(&one));
		if (places(shown[i]) > width[i % x->n])
			width[i % x->n] = places(shown[i]);
	}
	for (size_t i = 0; i < x->n * (rows + 1); i++) {
		size_t column = i % x->n;
		bool last = column == x->n - 1;

		if (!column)
			buf_puts(out, "  ");
		put_padded(out, shown[i], width[column], is_left(s, x, column), last);
		if (last)
			buf_c(out, '\n');
	}
	buf_fini(&one);
	arena_close(a);
}

/* A single row stands as a list of names and values. */
static void print_single(const struct sheet *s, const struct section *x, enum lang lang,
			 struct buf *out)
{
	struct buf title = { 0 };
	size_t width = 0;

	for (size_t i = 0; i < x->n; i++) {
		size_t n = places(say_text(lang, x->columns[i].title));

		width = n > width ? n : width;
	}
	for (size_t i = 0; i < x->cell_count && i < x->n; i++) {
		buf_clear(&title);
		say(&title, lang, x->columns[i].title);
		buf_puts(out, "  ");
		put_padded(out, buf_str(&title), width, true, false);
		put_cell(&s->cells.v[x->first_cell + i], lang, out);
		buf_c(out, '\n');
	}
	buf_fini(&title);
}

void sheet_print(const struct sheet *s, enum lang lang, struct buf *out)
{
	for (size_t i = 0; i < s->sections.n; i++) {
		const struct section *x = &s->sections.v[i];

		if (i)
			buf_c(out, '\n');
		say(out, lang, x->title);
		buf_c(out, '\n');
		if (x->single)
			print_single(s, x, lang, out);
		else if (x->cell_count)
			print_table(s, x, lang, out);
		for (size_t k = 0; k < x->remark_count; k++) {
			const struct remark *r = &s->remarks.v[x->first_remark + k];

			buf_puts(out, "  ");
			say_put(out, lang, r->id, r->args, r->n);
			buf_c(out, '\n');
		}
	}
}

/* ---- JSON ---- */

static void cell_json(struct json_writer *w, const struct cell *c)
{
	switch (c->kind) {
	case CELL_NONE:
		json_w_null(w);
		break;
	case CELL_TEXT:
	case CELL_WORD:
		json_w_str(w, c->text);
		break;
	case CELL_REAL:
		json_w_double(w, c->real);
		break;
	case CELL_WHOLE:
	case CELL_YEAR:
	case CELL_MONEY:
		json_w_i64(w, c->whole);
		break;
	}
}

static void section_json(const struct sheet *s, const struct section *x, struct json_writer *w)
{
	json_w_key(w, x->key);
	if (!x->single)
		json_w_array(w);
	for (size_t i = 0; i < x->cell_count; i++) {
		if (i % x->n == 0)
			json_w_object(w);
		json_w_key(w, x->columns[i % x->n].key);
		cell_json(w, &s->cells.v[x->first_cell + i]);
		if (i % x->n == x->n - 1)
			json_w_object_end(w);
	}
	if (x->single && !x->cell_count)
		json_w_null(w);
	if (!x->single)
		json_w_array_end(w);
}

void sheet_json(const struct sheet *s, const char *kind, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_key(&w, "calc");
	json_w_cstr(&w, kind);
	for (size_t i = 0; i < s->sections.n; i++)
		section_json(s, &s->sections.v[i], &w);
	json_w_object_end(&w);
	buf_c(out, '\n');
}
