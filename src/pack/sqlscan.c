/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/sqlscan.h"

static bool is_word(char c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static char at(const struct sqlscan *s, size_t i)
{
	return i < s->sql.n ? s->sql.p[i] : 0;
}

/* What stands between quotes; a doubled quote is part of it. */
static struct str take_quoted(struct sqlscan *s, char quote)
{
	size_t from = ++s->i, to;

	while (s->i < s->sql.n && (at(s, s->i) != quote || at(s, s->i + 1) == quote))
		s->i += at(s, s->i) == quote ? 2 : 1;
	to = s->i < s->sql.n ? s->i++ : s->sql.n;
	return str_cut(s->sql, from, to);
}

static void skip_until(struct sqlscan *s, struct str end)
{
	size_t found = str_find_str(str_cut(s->sql, s->i, s->sql.n), end);

	s->i = found == SIZE_MAX ? s->sql.n : s->i + found + end.n;
}

static void skip_remarks(struct sqlscan *s)
{
	for (;;) {
		if (at(s, s->i) == '-' && at(s, s->i + 1) == '-')
			skip_until(s, STR("\n"));
		else if (at(s, s->i) == '/' && at(s, s->i + 1) == '*')
			skip_until(s, STR("*/"));
		else if (s->i < s->sql.n && (unsigned char)at(s, s->i) <= ' ')
			s->i++;
		else
			return;
	}
}

static struct str take_word(struct sqlscan *s)
{
	size_t from = s->i;

	while (s->i < s->sql.n && is_word(s->sql.p[s->i]))
		s->i++;
	return str_cut(s->sql, from, s->i);
}

static struct str take_number(struct sqlscan *s)
{
	size_t from = s->i;

	for (; s->i < s->sql.n; s->i++) {
		char c = s->sql.p[s->i];
		bool sign = (c == '+' || c == '-') && ascii_lower(s->sql.p[s->i - 1]) == 'e';

		if (!is_word(c) && c != '.' && !sign)
			break;
	}
	return str_cut(s->sql, from, s->i);
}

bool sqlscan_next(struct sqlscan *s, struct sqltoken *t)
{
	skip_remarks(s);
	if (s->i >= s->sql.n)
		return false;
	char c = at(s, s->i), next = at(s, s->i + 1);

	if (c == '\'') {
		*t = (struct sqltoken){ SQL_TEXT, take_quoted(s, c) };
	} else if (c == '"' || c == '`' || c == '[') {
		*t = (struct sqltoken){ SQL_WORD, take_quoted(s, c == '[' ? ']' : c) };
	} else if (c == ':' || c == '@' || c == '$' || c == '?') {
		s->i++;
		*t = (struct sqltoken){ SQL_PARAMETER, take_word(s) };
	} else if (ascii_is_digit(c) || (c == '.' && ascii_is_digit(next))) {
		*t = (struct sqltoken){ SQL_NUMBER, take_number(s) };
	} else if (is_word(c)) {
		*t = (struct sqltoken){ SQL_WORD, take_word(s) };
	} else {
		*t = (struct sqltoken){ SQL_SIGN, str_cut(s->sql, s->i, s->i + 1) };
		s->i++;
	}
	return true;
}

/* ---- what a column is compared with ---- */

static bool same_word(struct str a, const char *b)
{
	size_t n = strlen(b);

	for (size_t i = 0; i < n && a.n == n; i++)
		if (ascii_lower(a.p[i]) != b[i])
			return false;
	return a.n == n;
}

static bool is(const struct sqltoken *t, const char *word)
{
	return t->kind == SQL_WORD && same_word(t->s, word);
}

static bool is_sign(const struct sqltoken *t, char c)
{
	return t->kind == SQL_SIGN && t->s.p[0] == c;
}

static bool is_compare(const struct sqltoken *t)
{
	return is_sign(t, '=') || is_sign(t, '<') || is_sign(t, '>') || is_sign(t, '!') ||
	       is(t, "is") || is(t, "not");
}

/* Behind the column: the text that it is compared with, or the beginning of several. */
static bool behind_metric(struct sqlscan *s, struct str *metric)
{
	struct sqlscan ahead = *s;
	struct sqltoken t;
	bool compared = false, more;

	while ((more = sqlscan_next(&ahead, &t)) && is_compare(&t)) {
		*s = ahead;
		compared = true;
	}
	if (more && is(&t, "in"))
		s->in = SQLSCAN_LIST;
	if (more && is(&t, "when"))
		s->in = SQLSCAN_CASE;
	*metric = t.s;
	return more && compared && t.kind == SQL_TEXT;
}

/* Behind a text: = metric, or = o.metric. */
static bool before_metric(struct sqlscan s)
{
	struct sqltoken t;

	if (!sqlscan_next(&s, &t) || !is_sign(&t, '='))
		return false;
	for (int i = 0; i < 2 && sqlscan_next(&s, &t) && t.kind == SQL_WORD; i++)
		if (is(&t, "metric"))
			return true;
		else if (!sqlscan_next(&s, &t) || !is_sign(&t, '.'))
			return false;
	return false;
}

bool sqlscan_metric(struct sqlscan *s, struct str *metric)
{
	struct sqltoken t, was = { .kind = SQL_SIGN };

	while (sqlscan_next(s, &t)) {
		if (t.kind == SQL_TEXT &&
		    (s->in == SQLSCAN_LIST || (s->in == SQLSCAN_CASE && is(&was, "when")) ||
		     before_metric(*s))) {
			*metric = t.s;
			return true;
		}
		if ((s->in == SQLSCAN_LIST && is_sign(&t, ')')) ||
		    (s->in == SQLSCAN_CASE && is(&t, "end")))
			s->in = SQLSCAN_PLAIN;
		if (is(&t, "metric") && behind_metric(s, metric))
			return true;
		was = t;
	}
	return false;
}

bool sqlscan_has_word(struct str sql, struct str word)
{
	struct sqlscan s = { .sql = sql };
	struct sqltoken t;

	while (sqlscan_next(&s, &t))
		if (t.kind == SQL_WORD && str_eq(t.s, word))
			return true;
	return false;
}

struct yaml sqlscan_place(struct str sql, const char *part, uint32_t line)
{
	struct yaml t = { .line = line, .column = 1 };

	for (const char *c = sql.p; line && c < part; c++) {
		t.column += ((unsigned char)*c & 0xc0) != 0x80;
		if (*c == '\n') {
			t.line++;
			t.column = 1;
		}
	}
	return t;
}
