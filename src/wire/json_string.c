/* SPDX-License-Identifier: Apache-2.0 */
/* json_string.c - strings: one walk that proves them right, one that decodes and cannot fail. */
#include "wire/json_inner.h"

/* The four hexadecimal digits at p, or -1. */
static int hex4(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int h = ascii_hex(p[i]);

		if (h < 0)
			return -1;
		v = v << 4 | h;
	}
	return v;
}

static bool is_high(int u)
{
	return u >= 0xD800 && u <= 0xDBFF;
}

static bool is_low(int u)
{
	return u >= 0xDC00 && u <= 0xDFFF;
}

/* The code unit of a "\uXXXX" at p, or -1 if there is none before end. */
static int unit_at(const char *p, const char *end)
{
	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	return hex4(p + 2);
}

/* Goes past the escape at p ('\\'); NULL: the error is set. */
static const char *scan_escape(struct json_reader *r, const char *p)
{
	int u;

	if (r->end - p < 2) {
		json_fail(r, ERR_SYNTAX, SAY_JSON_CUT, r->end, A(0));
		return NULL;
	}
	if (p[1] != 'u') {
		if (memchr("\"\\/bfnrt", p[1], 8))
			return p + 2;
		json_fail(r, ERR_SYNTAX, SAY_JSON_ESCAPE, p, A(0));
		return NULL;
	}
	u = unit_at(p, r->end);
	if (u < 0) {
		json_fail(r, ERR_SYNTAX, SAY_JSON_ESCAPE, p, A(0));
		return NULL;
	}
	if (is_high(u) && is_low(unit_at(p + 6, r->end)))
		return p + 12;
	if ((is_high(u) || is_low(u)) && !r->lone_surrogates) {
		json_fail(r, ERR_SYNTAX, SAY_JSON_SURROGATE, p, A(str_n(p, 6)));
		return NULL;
	}
	return p + 6;
}

/* Goes past the run of bytes above 0x7F at p; NULL: they are no UTF-8. Characters of such a run
 * never reach beyond it, so it can be judged alone. */
static const char *scan_high(struct json_reader *r, const char *p)
{
	const char *end = json_high(p, r->end);
	size_t bad;

	if (str_is_utf8(str_n(p, (size_t)(end - p)), &bad))
		return end;
	json_fail(r, ERR_SYNTAX, SAY_JSON_UTF8, p + bad,
		  A(arena_printf(r->a, "%02X", (unsigned char)p[bad])));
	return NULL;
}

static bool scan_failed(struct json_reader *r, const char *p)
{
	if (p == r->end)
		json_fail(r, ERR_SYNTAX, SAY_JSON_CUT, p, A(0));
	else
		json_fail(r, ERR_SYNTAX, SAY_JSON_CONTROL, p,
			  A(arena_printf(r->a, "%02X", (unsigned char)*p)));
	return false;
}

bool json_scan_string(struct json_reader *r)
{
	const char *start = r->p, *p = r->p;

	r->escaped = false;
	for (;;) {
		p = json_plain(p, r->end);
		if (p < r->end && *p == '"')
			break;
		if (p < r->end && *p == '\\') {
			r->escaped = true;
			p = scan_escape(r, p);
		} else if (p < r->end && (unsigned char)*p >= 0x80) {
			p = scan_high(r, p);
		} else {
			return scan_failed(r, p);
		}
		if (!p)
			return false;
	}
	r->raw = str_n(start, (size_t)(p - start));
	r->p = p + 1;
	if (r->raw.n > JSON_STRING_MAX) {
		json_fail(r, ERR_LIMIT, SAY_JSON_STRING_LONG, start - 1, A(JSON_STRING_MAX));
		return false;
	}
	return true;
}

static char *put_utf8(char *to, unsigned c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xC0 | c >> 6);
		*to++ = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*to++ = (char)(0xE0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 63));
		*to++ = (char)(0x80 | (c & 63));
	} else {
		*to++ = (char)(0xF0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 63));
		*to++ = (char)(0x80 | (c >> 6 & 63));
		*to++ = (char)(0x80 | (c & 63));
	}
	return to;
}

/* Decodes the escape at *p and goes past it. */
static char *unescape_one(const char **p, const char *end, char *to)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	const char *at = *p, *name;
	int u, low;

	*p += 2;
	if (at[1] != 'u') {
		name = strchr(names, at[1]);
		*to++ = name ? values[name - names] : at[1];
		return to;
	}
	u = hex4(at + 2);
	*p += 4;
	low = is_high(u) ? unit_at(*p, end) : -1;
	if (is_low(low)) {
		*p += 6;
		return put_utf8(to, 0x10000u + ((unsigned)(u - 0xD800) << 10) +
					    (unsigned)(low - 0xDC00));
	}
	return put_utf8(to, is_high(u) || is_low(u) ? 0xFFFD : (unsigned)u);
}

size_t json_unescape(struct str raw, char *to)
{
	const char *p = raw.p, *end = raw.p + raw.n;
	char *start = to;

	while (p < end) {
		const char *slash = memchr(p, '\\', (size_t)(end - p));
		size_t n = (size_t)((slash ? slash : end) - p);

		memmove(to, p, n);
		to += n;
		p += n;
		if (slash)
			to = unescape_one(&p, end, to);
	}
	return (size_t)(to - start);
}
