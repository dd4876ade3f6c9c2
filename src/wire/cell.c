/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/cell.h"

#include "wire/time3339.h"

#include <math.h>
#include <stdlib.h>

#define NOTHING \
	{ \
		"", "-", "--", "—", "——", "–", "/", "\\", "无", "无数据", "暂无", "n/a", "na", \
			"null", "…" \
	}
enum { YEAR_MIN = 1900, YEAR_MAX = 2199, DIGITS_MAX = 64 };

/* ---- one plain spelling ---- */

/* The code point at *at of well-formed UTF-8, and past it; a bad byte stands for itself. */
static uint32_t next_point(struct str s, size_t *at)
{
	unsigned char c = (unsigned char)s.p[*at];
	size_t more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
	uint32_t point = more == 3 ? c & 7u : more == 2 ? c & 15u : more == 1 ? c & 31u : c;

	if (*at + more >= s.n)
		more = 0;
	for (size_t i = 1; i <= more; i++)
		point = point << 6 | ((unsigned char)s.p[*at + i] & 63u);
	*at += more + 1;
	return point;
}

static bool is_space(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0x3000 ||
	       (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0xFEFF;
}

/* Full-width ASCII, and the dashes that a word processor makes of a minus. 0: leave it. */
static char ascii_of(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return (char)(c - 0xFEE0);
	if (c == 0x2212 || c == 0x2013)
		return '-';
	return c == 0x3002 ? '.' : 0;
}

/* Spaces become one ' ' each, or go. */
static void plain(struct str text, bool keep_spaces, struct buf *out)
{
	for (size_t at = 0; at < text.n;) {
		size_t from = at;
		uint32_t c = next_point(text, &at);
		char narrow = ascii_of(c);

		if (is_space(c)) {
			if (keep_spaces)
				buf_c(out, ' ');
		} else if (narrow) {
			buf_c(out, ascii_lower(narrow));
		} else if (c < 0x80) {
			buf_c(out, ascii_lower((char)c));
		} else {
			buf_put(out, str_cut(text, from, at));
		}
	}
}

void cell_plain(struct str text, struct buf *out)
{
	plain(text, false, out);
}

static bool plain_eq(struct str text, struct str word)
{
	struct buf a = { 0 }, b = { 0 };
	bool same;

	cell_plain(text, &a);
	cell_plain(word, &b);
	same = str_eq(buf_str(&a), buf_str(&b));
	buf_fini(&a);
	buf_fini(&b);
	return same;
}

static bool is_one_of(struct str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (plain_eq(text, str_of(words[i])))
			return true;
	return false;
}
#define IS_ONE_OF(text, words) is_one_of((text), (words), sizeof(words) / sizeof *(words))

bool cell_is_empty(struct str text)
{
	static const char *const nothing[] = NOTHING;

	return text.n <= CELL_MAX && IS_ONE_OF(text, nothing);
}

/* ---- numbers ---- */

/* What stands in front of a number's unit, read from plain text. */
struct digits {
	char text[DIGITS_MAX];
	size_t n;
	bool groups_wrong; /* a separator that does not stand before three digits */
};

static void digit_put(struct digits *d, char c)
{
	if (d->n + 1 < DIGITS_MAX)
		d->text[d->n++] = c;
	else
		d->groups_wrong = true;
}

static size_t digits_from(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && ascii_is_digit(s.p[at + n]))
		n++;
	return n;
}

/* The whole part: digits, or groups of three behind one kind of separator. */
static size_t read_whole(struct str s, size_t at, struct digits *d)
{
	size_t n = digits_from(s, at), first = n;
	char sep = at + n < s.n ? s.p[at + n] : 0;

	for (size_t i = 0; i < n; i++)
		digit_put(d, s.p[at + i]);
	at += n;
	while (n && (sep == ',' || sep == ' ' || sep == '\'') && at < s.n && s.p[at] == sep &&
	       digits_from(s, at + 1)) {
		n = digits_from(s, at + 1);
		if (n != 3 || first > 3 || !first)
			d->groups_wrong = true;
		for (size_t i = 1; i <= n; i++)
			digit_put(d, s.p[at + i]);
		at += n + 1;
	}
	return at;
}

/* ".5", "e+05" behind the whole part. */
static size_t read_rest(struct str s, size_t at, struct digits *d)
{
	if (at < s.n && s.p[at] == '.' && digits_from(s, at + 1)) {
		size_t n = digits_from(s, at + 1);

		for (size_t i = 0; i <= n; i++)
			digit_put(d, s.p[at + i]);
		at += n + 1;
	}
	if (at + 1 < s.n && s.p[at] == 'e') {
		size_t sign = s.p[at + 1] == '+' || s.p[at + 1] == '-';
		size_t n = digits_from(s, at + 1 + sign);

		for (size_t i = 0; n && i <= n + sign; i++)
			digit_put(d, s.p[at + i]);
		at += n ? n + sign + 1 : 0;
	}
	return at;
}

/* 万 and 亿 behind the digits. */
static double multiplier(struct str *rest)
{
	if (str_starts(*rest, STR("万"))) {
		*rest = str_trim(str_cut(*rest, STR("万").n, rest->n));
		return 1e4;
	}
	if (str_starts(*rest, STR("亿"))) {
		*rest = str_trim(str_cut(*rest, STR("亿").n, rest->n));
		return 1e8;
	}
	return 1;
}

static bool is_unit(struct str rest, const struct str *units, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (plain_eq(rest, units[i]))
			return true;
	return !rest.n;
}

static enum err number_of(struct str s, struct str shown, const struct str *units, size_t n,
			  double *out, struct why *why)
{
	struct digits d = { .n = 0 };
	size_t at = s.n && (s.p[0] == '-' || s.p[0] == '+'), from = at;
	struct str rest;
	double times;

	if (at && s.p[0] == '-')
		digit_put(&d, '-');
	at = read_whole(s, at, &d);
	if (at == from)
		return why_set(why, ERR_SYNTAX, SAY_CELL_NUMBER, A(shown));
	at = read_rest(s, at, &d);
	rest = str_trim(str_cut(s, at, s.n));
	if (d.groups_wrong || (rest.n && (rest.p[0] == ',' || ascii_is_digit(rest.p[0]))))
		return why_set(why, ERR_SYNTAX, SAY_CELL_GROUPS, A(shown));
	times = multiplier(&rest);
	if (!is_unit(rest, units, n))
		return why_set(why, ERR_SYNTAX, n ? SAY_CELL_UNIT : SAY_CELL_NO_UNIT, A(shown),
			       A(n ? units[0] : STR("")));
	d.text[d.n] = '\0';
	*out = strtod(d.text, NULL) * times;
	return isfinite(*out) ? ERR_OK : why_set(why, ERR_LIMIT, SAY_CELL_NUMBER, A(shown));
}

enum err cell_number(struct str text, const struct str *units, size_t n, double *out,
		     struct why *why)
{
	struct buf b = { 0 };
	enum err e;

	if (text.n > CELL_MAX)
		return why_set(why, ERR_LIMIT, SAY_CELL_LONG, A((unsigned)CELL_MAX));
	plain(text, true, &b);
	e = number_of(str_trim(buf_str(&b)), text, units, n, out, why);
	buf_fini(&b);
	return e;
}

enum err cell_bool(struct str text, bool *out, struct why *why)
{
	static const char *const yes[] = { "是", "有", "yes", "y", "true", "1", "√", "✓" };
	static const char *const no[] = { "否", "没有", "no", "n", "false", "0", "×", "✗" };

	if (text.n > CELL_MAX)
		return why_set(why, ERR_LIMIT, SAY_CELL_LONG, A((unsigned)CELL_MAX));
	*out = IS_ONE_OF(text, yes);
	if (*out || IS_ONE_OF(text, no))
		return ERR_OK;
	return why_set(why, ERR_SYNTAX, SAY_CELL_BOOL, A(text));
}

/* ---- days ---- */

static unsigned number_at(struct str s, size_t *at, size_t digits_max)
{
	unsigned v = 0;
	size_t n = 0;

	for (; n < digits_max && *at < s.n && ascii_is_digit(s.p[*at]); n++, (*at)++)
		v = v * 10 + (unsigned)(s.p[*at] - '0');
	return n ? v : 0;
}

static bool take(struct str s, size_t *at, struct str word)
{
	if (!str_starts(str_cut(s, *at, s.n), word))
		return false;
	*at += word.n;
	return true;
}

static bool day_real(unsigned y, unsigned m, unsigned d)
{
	int y2;
	unsigned m2, d2;

	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	civil_from_days(civil_days((int)y, m, d), &y2, &m2, &d2);
	return m2 == m && d2 == d;
}

/* Between year, month and day: one kind of separator, or 年 月 日; nothing only with all digits. */
static bool date_parts(struct str s, unsigned *y, unsigned *m, unsigned *d)
{
	size_t at = 0;
	char sep;

	*y = number_at(s, &at, 4);
	if (at == 4 && s.n == 8 && digits_from(s, 0) == 8) {
		*m = number_at(s, &at, 2);
		*d = number_at(s, &at, 2);
		return day_real(*y, *m, *d);
	}
	if (at != 4)
		return false;
	if (take(s, &at, STR("年"))) {
		*m = number_at(s, &at, 2);
		if (!take(s, &at, STR("月")))
			return false;
		*d = number_at(s, &at, 2);
		take(s, &at, STR("日"));
	} else {
		sep = at < s.n ? s.p[at] : 0;
		if (sep != '-' && sep != '/' && sep != '.')
			return false;
		at++;
		*m = number_at(s, &at, 2);
		if (at >= s.n || s.p[at++] != sep)
			return false;
		*d = number_at(s, &at, 2);
	}
	return at == s.n && day_real(*y, *m, *d);
}

static void put_day(struct buf *out, unsigned y, unsigned m, unsigned d)
{
	buf_printf(out, "%04u-%02u-%02u", y, m, d);
}

enum err cell_date(struct str text, struct buf *out, struct why *why)
{
	struct buf b = { 0 };
	unsigned y, m, d;
	bool ok;

	if (text.n > CELL_MAX)
		return why_set(why, ERR_LIMIT, SAY_CELL_LONG, A((unsigned)CELL_MAX));
	cell_plain(text, &b);
	ok = date_parts(buf_str(&b), &y, &m, &d);
	buf_fini(&b);
	if (!ok)
		return why_set(why, ERR_SYNTAX, SAY_CELL_DATE, A(text));
	put_day(out, y, m, d);
	return ERR_OK;
}

/* ---- periods ---- */

/* One of the words for 1 to n, as people write them; 0: none. */
static unsigned nth(struct str s, size_t *at, unsigned most)
{
	static const char *const words[] = { "一", "二", "三", "四" };
	unsigned v = number_at(s, at, 2);

	for (unsigned i = 0; !v && i < 4; i++)
		if (take(s, at, str_of(words[i])))
			v = i + 1;
	return v <= most ? v : 0;
}

/* Behind the year: which months? false: no period. */
static bool months_of(struct str s, size_t at, unsigned *first, unsigned *count)
{
	unsigned v;
	bool year_word = take(s, &at, STR("年"));

	*first = 1;
	*count = 12;
	if (at == s.n || (year_word && take(s, &at, STR("度")) && at == s.n))
		return true;
	take(s, &at, STR("-"));
	*count = 6;
	if (take(s, &at, STR("上半年")) || take(s, &at, STR("h1")))
		return at == s.n;
	if (take(s, &at, STR("下半年")) || take(s, &at, STR("h2"))) {
		*first = 7;
		return at == s.n;
	}
	if (take(s, &at, STR("q")) || take(s, &at, STR("第")) ||
	    str_find_str(s, STR("季")) != SIZE_MAX) {
		v = nth(s, &at, 4);
		if (take(s, &at, STR("季")))
			take(s, &at, STR("度"));
		*count = 3;
		*first = v ? (v - 1) * 3 + 1 : 0;
	} else {
		v = number_at(s, &at, 2);
		if (year_word && !take(s, &at, STR("月")))
			return false;
		*count = 1;
		*first = v <= 12 ? v : 0;
	}
	return at == s.n && *first;
}

enum err cell_period(struct str text, struct buf *first, struct buf *last, struct why *why)
{
	struct buf b = { 0 };
	unsigned year, month, count, m2, d2;
	size_t at = 0;
	int y2;
	bool ok;

	if (text.n > CELL_MAX)
		return why_set(why, ERR_LIMIT, SAY_CELL_LONG, A((unsigned)CELL_MAX));
	cell_plain(text, &b);
	year = number_at(buf_str(&b), &at, 4);
	ok = at == 4 && year >= YEAR_MIN && year <= YEAR_MAX &&
	     months_of(buf_str(&b), at, &month, &count);
	buf_fini(&b);
	if (!ok)
		return why_set(why, ERR_SYNTAX, SAY_CELL_PERIOD, A(text));
	put_day(first, year, month, 1);
	month += count;
	civil_from_days(civil_days((int)(year + month / 13), month > 12 ? 1 : month, 1) - 1, &y2,
			&m2, &d2);
	put_day(last, (unsigned)y2, m2, d2);
	return ERR_OK;
}
