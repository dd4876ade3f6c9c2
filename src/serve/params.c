/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/params.h"

/* The byte that "%XY" at p stands for, or -1. */
static int escape(const char *p, size_t left)
{
	int hi, lo;

	if (left < 3)
		return -1;
	hi = ascii_hex(p[1]);
	lo = ascii_hex(p[2]);
	return hi < 0 || lo < 0 ? -1 : hi << 4 | lo;
}

enum err params_decode(struct arena *a, struct str raw, bool plus, struct str *out, struct why *why)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.n; i++) {
		int c = (unsigned char)raw.p[i];

		if (c == '%') {
			c = escape(raw.p + i, raw.n - i);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c <= 0)
			return why_set(why, ERR_SYNTAX, SAY_PARAMS_ESCAPE, A(str_cut(raw, 0, 64)));
		p[n++] = (char)c;
	}
	*out = str_n(p, n);
	if (!str_is_utf8(*out, NULL))
		return why_set(why, ERR_SYNTAX, SAY_PARAMS_UTF8);
	return ERR_OK;
}

void params_encode(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);

		if ((c >= 'a' && c <= 'z') || ascii_is_digit(c) || (c && strchr("-._~", c)))
			buf_c(out, s.p[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)s.p[i]);
	}
}

static enum err read_pair(struct arena *a, struct str pair, struct params *q, struct why *why)
{
	size_t eq = str_find(pair, '=');
	struct str name, value = STR("");
	enum err e = params_decode(a, str_cut(pair, 0, eq), true, &name, why);

	if (e == ERR_OK && eq != SIZE_MAX)
		e = params_decode(a, str_cut(pair, eq + 1, pair.n), true, &value, why);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < q->n; i++)
		if (str_eq(q->param[i].name, name))
			return why_set(why, ERR_ARG, SAY_PARAMS_TWICE, A(name));
	if (q->n == PARAMS_MAX)
		return why_set(why, ERR_ARG, SAY_PARAMS_MANY, A((int)PARAMS_MAX));
	q->param[q->n].name = name;
	q->param[q->n++].value = value;
	return ERR_OK;
}

enum err params_read(struct arena *a, struct str raw, struct params *out, struct why *why)
{
	struct str pair;

	out->n = 0;
	while (str_split(&raw, '&', &pair)) {
		enum err e = pair.n ? read_pair(a, pair, out, why) : ERR_OK;

		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

struct str params_get(const struct params *q, const char *name)
{
	for (size_t i = 0; i < q->n; i++)
		if (str_eq(q->param[i].name, str_of(name)) && q->param[i].value.n)
			return q->param[i].value;
	return str_n(NULL, 0);
}

static bool listed(const char *const *names, struct str name)
{
	for (; *names; names++)
		if (str_eq(str_of(*names), name))
			return true;
	return str_eq(name, STR("lang"));
}

static struct str join(struct buf *out, const char *const *names)
{
	for (; *names; names++)
		buf_printf(out, "%s%s", out->n ? ", " : "", *names);
	if (!out->n)
		buf_puts(out, "lang");
	return buf_str(out);
}

enum err params_only(const struct params *q, const char *const *allowed, struct why *why)
{
	for (size_t i = 0; i < q->n; i++)
		if (!listed(allowed, q->param[i].name)) {
			struct buf names = { 0 };
			enum err e = why_set(why, ERR_ARG, SAY_PARAMS_UNKNOWN, A(q->param[i].name),
					     A(join(&names, allowed)));

			buf_fini(&names);
			return e;
		}
	return ERR_OK;
}

enum err params_u64(const struct params *q, const char *name, uint64_t min, uint64_t max,
		    uint64_t none, uint64_t *out, struct why *why)
{
	struct str v = params_get(q, name);

	*out = none;
	if (!v.p)
		return ERR_OK;
	if (!str_u64(v, out) || *out < min || *out > max)
		return why_set(why, ERR_ARG, SAY_PARAMS_NUMBER, A(name), A(min), A(max), A(v));
	return ERR_OK;
}
