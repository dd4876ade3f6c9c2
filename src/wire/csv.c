/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/csv.h"

/* A field as it stands in the input. */
struct raw_field {
	struct str s;
	bool doubled; /* quoted, with doubled quotes inside */
};

struct csv_reader {
	struct arena *a;
	struct str in;
	size_t at;
	uint64_t line;     /* of `at` */
	uint64_t row_line; /* where the last row began */
	char sep;
	bool comments;
	struct raw_field *raw;
	struct str *fields;
	size_t n, cap;
	char *scratch; /* for the doubled quotes of one row */
	size_t scratch_size;
};

static bool at_end_of_line(const struct csv_reader *r, size_t i)
{
	return i >= r->in.n || r->in.p[i] == '\n' || r->in.p[i] == '\r';
}

/* The line break at i, if any, is passed: "\r\n", "\n" or "\r". */
static size_t past_break(const struct csv_reader *r, size_t i)
{
	if (i + 1 < r->in.n && r->in.p[i] == '\r' && r->in.p[i + 1] == '\n')
		return i + 2;
	return i < r->in.n ? i + 1 : i;
}

static void next_line(struct csv_reader *r)
{
	while (!at_end_of_line(r, r->at))
		r->at++;
	if (r->at < r->in.n) {
		r->at = past_break(r, r->at);
		r->line++;
	}
}

static bool is_blank(const struct csv_reader *r, size_t i)
{
	return i < r->in.n && (r->in.p[i] == ' ' || r->in.p[i] == '\t') && r->in.p[i] != r->sep;
}

static bool is_empty_line(const struct csv_reader *r)
{
	size_t i = r->at;

	while (i < r->in.n && (r->in.p[i] == ' ' || r->in.p[i] == '\t'))
		i++;
	return at_end_of_line(r, i);
}

static void skip_idle_lines(struct csv_reader *r)
{
	while (r->at < r->in.n && (is_empty_line(r) || (r->comments && r->in.p[r->at] == '#')))
		next_line(r);
}

/* The candidate that the first row holds most often outside quotes; the comma if none. */
static char guess(const struct csv_reader *r)
{
	static const char seps[] = ",;\t|";
	size_t count[4] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = r->at; i < r->in.n && (quoted || !at_end_of_line(r, i)); i++) {
		const char *s = r->in.p[i] ? strchr(seps, r->in.p[i]) : NULL;

		if (i - r->at >= CSV_ROW_MAX)
			break;
		if (r->in.p[i] == '"')
			quoted = !quoted;
		else if (s && !quoted)
			count[s - seps]++;
	}
	for (size_t k = 1; k < 4; k++)
		if (count[k] > count[best])
			best = k;
	return seps[best];
}

struct csv_reader *csv_open(struct arena *a, struct str in, char sep, bool comments)
{
	struct csv_reader *r = arena_new(a, struct csv_reader);

	*r = (struct csv_reader){ .a = a, .in = in, .line = 1, .comments = comments, .sep = sep };
	if (str_starts(in, STR("\xEF\xBB\xBF")))
		r->at = 3;
	if (!sep) {
		skip_idle_lines(r);
		r->sep = guess(r);
	}
	return r;
}

static void add_field(struct csv_reader *r, struct str s, bool doubled)
{
	if (r->n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 16;
		struct raw_field *raw = arena_array(r->a, struct raw_field, cap);

		if (r->n)
			memcpy(raw, r->raw, r->n * sizeof *raw);
		r->raw = raw;
		r->fields = arena_array(r->a, struct str, cap);
		r->cap = cap;
	}
	r->raw[r->n++] = (struct raw_field){ s, doubled };
}

static bool ends_field(const struct csv_reader *r, size_t i)
{
	return at_end_of_line(r, i) || r->in.p[i] == r->sep;
}

/* The position of the closing quote of a field whose text begins at i; SIZE_MAX: none in reach. */
static size_t closing_quote(const struct csv_reader *r, size_t i, size_t limit, bool *doubled)
{
	*doubled = false;
	for (;;) {
		size_t k = i < limit ? str_find(str_cut(r->in, i, limit), '"') : SIZE_MAX;

		if (k == SIZE_MAX)
			return SIZE_MAX;
		i += k;
		if (i + 1 >= r->in.n || r->in.p[i + 1] != '"')
			return i;
		*doubled = true;
		i += 2;
	}
}

/* Reads one field from *i on and leaves *i on the separator or line break behind it. Returns the
 * sentence of what is wrong, or SAY_NONE. */
static enum say_id read_field(struct csv_reader *r, size_t *i, size_t limit)
{
	size_t start = *i, end;
	bool doubled = false;

	while (is_blank(r, start))
		start++;
	if (start < r->in.n && r->in.p[start] == '"') {
		end = closing_quote(r, ++start, limit, &doubled);
		if (end == SIZE_MAX)
			return SAY_CSV_QUOTE_OPEN;
		*i = end + 1;
		while (is_blank(r, *i))
			++*i;
		if (!ends_field(r, *i))
			return SAY_CSV_AFTER_QUOTE;
	} else {
		for (end = start; !ends_field(r, end); end++)
			;
		*i = end;
		while (end > start && is_blank(r, end - 1))
			end--;
	}
	add_field(r, str_cut(r->in, start, end), doubled);
	return SAY_NONE;
}

static char *undouble(struct str s, char *to)
{
	for (size_t i = 0; i < s.n; i++) {
		*to++ = s.p[i];
		i += s.p[i] == '"';
	}
	return to;
}

static void finish_fields(struct csv_reader *r)
{
	size_t need = 0;
	char *to;

	for (size_t i = 0; i < r->n; i++)
		need += r->raw[i].doubled ? r->raw[i].s.n : 0;
	if (need > r->scratch_size) {
		r->scratch_size = 2 * need;
		r->scratch = arena_alloc(r->a, r->scratch_size);
	}
	to = r->scratch;
	for (size_t i = 0; i < r->n; i++) {
		char *end = r->raw[i].doubled ? undouble(r->raw[i].s, to) : to;

		r->fields[i] = r->raw[i].doubled ? str_n(to, (size_t)(end - to)) : r->raw[i].s;
		to = end;
	}
}

/* This row is lost, to the end of the line where it began; `at` is the place of the fault. */
static enum err lose_row(struct csv_reader *r, enum say_id id, size_t at, struct why *why)
{
	enum err e = id == SAY_CSV_ROW_LONG || id == SAY_CSV_FIELDS ? ERR_LIMIT : ERR_SYNTAX;
	uint64_t line = r->row_line;
	size_t start = r->at;

	for (size_t i = r->at; i < at;) {
		bool ends = at_end_of_line(r, i);

		i = ends ? past_break(r, i) : i + 1;
		if (ends) {
			line++;
			start = i;
		}
	}
	why_set(why, e, id, A(id == SAY_CSV_FIELDS ? CSV_FIELDS_MAX : CSV_ROW_MAX));
	why_at(why, NULL, line, at - start + 1);
	r->n = 0;
	next_line(r);
	return e;
}

static void count_lines(struct csv_reader *r, size_t to)
{
	while (r->at < to) {
		if (at_end_of_line(r, r->at)) {
			r->at = past_break(r, r->at);
			r->line++;
		} else {
			r->at++;
		}
	}
}

enum err csv_next(struct csv_reader *r, struct str **fields, size_t *n, struct why *why)
{
	size_t i, limit, field;
	enum say_id id;

	r->n = 0;
	*n = 0;
	skip_idle_lines(r);
	r->row_line = r->line;
	if (r->at >= r->in.n)
		return ERR_OK;
	limit = r->in.n - r->at > CSV_ROW_MAX ? r->at + CSV_ROW_MAX : r->in.n;
	for (i = r->at;; i++) {
		field = i;
		id = read_field(r, &i, limit);
		if (id == SAY_CSV_QUOTE_OPEN && limit < r->in.n)
			id = SAY_CSV_ROW_LONG;
		if (!id && i > limit)
			id = SAY_CSV_ROW_LONG;
		if (!id && r->n > CSV_FIELDS_MAX)
			id = SAY_CSV_FIELDS;
		if (id)
			return lose_row(r, id, field, why);
		if (at_end_of_line(r, i))
			break;
	}
	count_lines(r, past_break(r, i));
	finish_fields(r);
	*fields = r->fields;
	*n = r->n;
	return ERR_OK;
}

uint64_t csv_line(const struct csv_reader *r)
{
	return r->row_line;
}

char csv_separator(const struct csv_reader *r)
{
	return r->sep;
}

/* ---- writing ---- */

static bool needs_quotes(struct str s, bool first)
{
	if (s.n == 0)
		return first; /* or a row of one empty field would be an empty line */
	if (first && (s.p[0] == '#' || s.p[0] == '\xEF'))
		return true;
	if (strchr(" \t", s.p[0]) || strchr(" \t", s.p[s.n - 1]))
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (memchr(",\"\r\n", s.p[i], 4))
			return true;
	return false;
}

void csv_field(struct buf *out, struct str s, bool first, bool defuse)
{
	bool formula = defuse && s.n && memchr("=+-@\t\r", s.p[0], 6);
	bool quotes = needs_quotes(s, first && !formula);

	if (!first)
		buf_c(out, ',');
	if (quotes)
		buf_c(out, '"');
	if (formula)
		buf_c(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_c(out, '"');
		buf_c(out, s.p[i]);
	}
	if (quotes)
		buf_c(out, '"');
}

void csv_end_row(struct buf *out)
{
	buf_puts(out, "\r\n");
}
