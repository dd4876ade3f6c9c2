/* SPDX-License-Identifier: Apache-2.0 */
/* html.c - see html.h. Bidirectional controls: Unicode Standard Annex 9, section 2. */
#include "serve/html.h"

#include "wire/time3339.h"

#include <math.h>
#include <stdio.h>

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* The length of the UTF-8 character at p, 0 when there is none. */
static size_t character(const char *p, size_t left)
{
	for (size_t n = 1; n <= 4 && n <= left; n++)
		if (str_is_utf8(str_n(p, n), NULL))
			return n;
	return 0;
}

/* Characters that would make the text look other than it is. */
static bool misleads(struct str c)
{
	static const char *const bad[] = { "\u202a", "\u202b", "\u202c", "\u202d",
					   "\u202e", "\u2066", "\u2067", "\u2068",
					   "\u2069", "\u200e", "\u200f", "\u061c" };

	if (c.n == 1)
		return ((unsigned char)c.p[0] < 32 && c.p[0] != '\n' && c.p[0] != '\t') ||
		       c.p[0] == 127;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (str_eq(c, str_of(bad[i])))
			return true;
	return false;
}

void html_text(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t n = character(s.p + i, s.n - i);
		struct str c = str_cut(s, i, i + (n ? n : 1));
		const char *e = entity(s.p[i]);

		if (!n || misleads(c))
			buf_puts(out, "\uFFFD");
		else if (e)
			buf_puts(out, e);
		else
			buf_put(out, c);
		i += c.n;
	}
}

void text_plain(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t n = character(s.p + i, s.n - i);
		struct str c = str_cut(s, i, i + (n ? n : 1));

		if (!n || misleads(c) || s.p[i] == '\n' || s.p[i] == '\t')
			buf_puts(out, "\uFFFD");
		else
			buf_put(out, c);
		i += c.n;
	}
}

void html_say_(struct buf *out, enum lang lang, enum say_id id, const struct say_arg *args,
	       size_t n)
{
	struct buf text = { 0 };

	say_put(&text, lang, id, args, n);
	html_text(out, buf_str(&text));
	buf_fini(&text);
}

/* How much of the text is a host: up to a path, a query or a port. */
static size_t host_end(struct str s, size_t from)
{
	size_t i = from;

	if (i < s.n && s.p[i] == '[')
		return str_find(s, ']') == SIZE_MAX ? s.n : str_find(s, ']');
	while (i < s.n && s.p[i] != '/' && s.p[i] != '?')
		i++;
	return i;
}

void text_defang(struct buf *out, struct str s)
{
	size_t from = 0, end, colons = 0;

	if (str_starts(s, STR("http"))) {
		size_t scheme = str_find_str(s, STR("://"));

		if (scheme == 4 || scheme == 5) {
			buf_puts(out, scheme == 5 ? "hxxps://" : "hxxp://");
			from = scheme + 3;
		}
	}
	end = host_end(s, from);
	for (size_t i = from; i < end; i++)
		colons += s.p[i] == ':';
	for (size_t i = from; i < end; i++) {
		if (s.p[i] == '.') {
			buf_puts(out, "[.]");
		} else if (s.p[i] == ':' && colons > 1) { /* the first of an IPv6 address */
			buf_puts(out, "[:]");
			colons = 0;
		} else {
			buf_c(out, s.p[i]);
		}
	}
	buf_put(out, str_cut(s, end, s.n));
}

static bool plain_in_shell(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);

		if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) &&
		    (!c || !strchr("._-/:@%+,", c)))
			return false;
	}
	return s.n > 0 && s.p[0] != '-';
}

void text_shell(struct buf *out, struct str s)
{
	if (plain_in_shell(s)) {
		buf_put(out, s);
		return;
	}
	buf_c(out, '\'');
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\'')
			buf_puts(out, "'\\''");
		else
			buf_c(out, s.p[i]);
	buf_c(out, '\'');
}

void text_count(struct buf *out, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf_c(out, ',');
		buf_c(out, digits[i]);
	}
}

void text_bytes(struct buf *out, uint64_t n)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double v = (double)n;
	size_t u = 0;

	while (v >= 999.5 && u < 4) {
		v /= 1000;
		u++;
	}
	buf_printf(out, u && v < 99.95 ? "%.1f %s" : "%.0f %s", v, units[u]);
}

void text_number(struct buf *out, double v)
{
	char digits[64];
	int n = snprintf(digits, sizeof digits, "%.3f", v);
	struct str text;
	uint64_t whole;
	size_t point;

	if (!isfinite(v) || n >= (int)sizeof digits) {
		buf_printf(out, "%g", v);
		return;
	}
	while (n && digits[n - 1] == '0')
		n--;
	if (n && digits[n - 1] == '.')
		n--;
	text = str_n(digits, (size_t)n);
	if (v < 0) {
		buf_c(out, '-');
		text = str_cut(text, 1, text.n);
	}
	point = str_find(text, '.');
	if (str_u64(str_cut(text, 0, point), &whole))
		text_count(out, whole);
	else
		buf_put(out, str_cut(text, 0, point));
	buf_put(out, str_cut(text, point, text.n));
}

void text_time(struct buf *out, struct instant t)
{
	int64_t days = t.us / US_PER_DAY - (t.us % US_PER_DAY < 0);
	int64_t minutes = (t.us - days * US_PER_DAY) / US_PER_MINUTE;
	int year;
	unsigned month, day;

	civil_from_days(days, &year, &month, &day);
	buf_printf(out, "%04d-%02u-%02u %02d:%02d UTC", year, month, day, (int)(minutes / 60),
		   (int)(minutes % 60));
}
