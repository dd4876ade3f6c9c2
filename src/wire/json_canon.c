/* SPDX-License-Identifier: Apache-2.0 */
/* json_canon.c - the JSON Canonicalization Scheme, RFC 8785. */
#include "wire/json_inner.h"

#include "base/ensure.h"

#include <math.h>
#include <stdlib.h>

/*
 * The order of UTF-16 code units, told from UTF-8: as the bytes, but surrogates (lead bytes F0..)
 * come before U+E000..U+FFFF (lead bytes EE and EF).
 */
static int rank(unsigned char c)
{
	return c == 0xEE || c == 0xEF ? c + 16 : c;
}

static int cmp_utf16(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++)
		if (a.p[i] != b.p[i])
			return rank((unsigned char)a.p[i]) - rank((unsigned char)b.p[i]);
	return (a.n > b.n) - (a.n < b.n);
}

static int by_key(const void *a, const void *b)
{
	return cmp_utf16((*(struct json *const *)a)->key, (*(struct json *const *)b)->key);
}

static bool is_integer_literal(struct str s)
{
	return str_find(s, '.') == SIZE_MAX && str_find(s, 'e') == SIZE_MAX &&
	       str_find(s, 'E') == SIZE_MAX;
}

/* An integer that a double would change is refused: silently storing another number is worse. */
static enum err canon_number(struct json_writer *w, const struct json *v, struct why *why)
{
	char text[JSON_DOUBLE_TEXT];
	struct str s;
	double d;

	if (!json_double(v, &d))
		return why_set(why, ERR_UNSUPPORTED, SAY_JSON_CANON_RANGE,
			       A(str_cut(v->text, 0, 40)));
	s = str_n(text, json_double_text(d, text));
	if (fabs(d) >= 0x1p53 && is_integer_literal(v->text) && !str_eq(s, v->text))
		return why_set(why, ERR_UNSUPPORTED, SAY_JSON_CANON_INTEGER,
			       A(str_cut(v->text, 0, 40)));
	json_w_raw(w, s);
	return ERR_OK;
}

static enum err canon(struct json_writer *w, const struct json *v, struct arena *a,
		      struct why *why);

static enum err canon_object(struct json_writer *w, const struct json *v, struct arena *a,
			     struct why *why)
{
	struct json **sorted = arena_array(a, struct json *, v->count);
	enum err e = ERR_OK;
	size_t n = 0;

	for (struct json *c = v->child; c; c = c->next) {
		ensure(n < v->count);
		sorted[n++] = c;
	}
	if (n)
		qsort(sorted, n, sizeof *sorted, by_key);
	json_w_object(w);
	for (size_t i = 0; i < n && !e; i++) {
		json_w_key_str(w, sorted[i]->key);
		e = canon(w, sorted[i], a, why);
	}
	json_w_object_end(w);
	return e;
}

static enum err canon(struct json_writer *w, const struct json *v, struct arena *a, struct why *why)
{
	enum err e = ERR_OK;

	if (v->kind == JSON_OBJECT)
		return canon_object(w, v, a, why);
	if (v->kind == JSON_NUMBER)
		return canon_number(w, v, why);
	if (v->kind != JSON_ARRAY) {
		json_w_tree(w, v);
		return ERR_OK;
	}
	json_w_array(w);
	for (const struct json *c = v->child; c && !e; c = c->next)
		e = canon(w, c, a, why);
	json_w_array_end(w);
	return e;
}

enum err json_canon(const struct json *v, struct buf *out, struct why *why)
{
	struct arena *a = arena_open();
	struct json_writer w = json_write(out);
	size_t before = out->n;
	enum err e = canon(&w, v, a, why);

	if (e)
		out->n = before;
	arena_close(a);
	return e;
}

enum err json_canon_text(struct str in, struct buf *out, struct why *why)
{
	struct arena *a = arena_open();
	struct json *v;
	enum err e = json_parse(a, in, (struct json_limits){ 0 }, &v, why);

	if (!e)
		e = json_canon(v, out, why);
	arena_close(a);
	return e;
}
