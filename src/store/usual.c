/* SPDX-License-Identifier: Apache-2.0 */
#include "store/usual.h"

#include "store/veil.h"
#include "wire/time3339.h"

enum { INTEGER_DIGITS = 15 }; /* what is exact as a double, whatever the digits */

/* Values whose normal form can be told from their bytes. */
static bool is_simple(const struct rec_field *f)
{
	if (f->list || f->privacy != PRIVACY_OPEN)
		return false;
	switch (f->type) {
	case FT_TEXT:
		return f->key; /* other text is scrubbed */
	case FT_CODE:
		return f->key || f->code_count;
	case FT_INTEGER:
	case FT_INSTANT:
		return true;
	default:
		return false;
	}
}

struct usual usual_of(const struct rec_type *t)
{
	struct usual u = { .type = t };

	if (t->storage != STORAGE_AGGREGATE || t->field_count > USUAL_FIELDS)
		return u;
	for (size_t i = 0; i < t->field_count; i++) {
		size_t at = u.n;

		if (!is_simple(&t->fields[i]))
			return (struct usual){ .type = t };
		for (; at && str_cmp(t->fields[u.order[at - 1]].name, t->fields[i].name) > 0; at--)
			u.order[at] = u.order[at - 1];
		u.order[at] = (uint8_t)i;
		u.n++;
	}
	return u;
}

/* ---- the bytes ---- */

static bool take(struct str *s, char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

/* A string without escapes or controls. */
static bool take_text(struct str *s, struct str *out)
{
	size_t n = 0;

	if (!take(s, '"'))
		return false;
	while (n < s->n && s->p[n] != '"') {
		if ((unsigned char)s->p[n] < 0x20 || s->p[n] == '\\')
			return false;
		n++;
	}
	*out = str_n(s->p, n);
	*s = str_n(s->p + n, s->n - n);
	return take(s, '"');
}

static bool take_integer(struct str *s, struct usual_value *v)
{
	size_t n = 0;

	v->number = 0;
	for (; n < s->n && ascii_is_digit(s->p[n]); n++)
		if (n < INTEGER_DIGITS)
			v->number = v->number * 10 + (s->p[n] - '0');
	if (!n || n > INTEGER_DIGITS || (n > 1 && s->p[0] == '0'))
		return false;
	v->text = str_n(s->p, n);
	*s = str_n(s->p + n, s->n - n);
	return true;
}

static bool is_code(const struct rec_field *f, struct str text)
{
	for (size_t i = 0; i < f->code_count; i++)
		if (str_eq(text, f->codes[i]))
			return true;
	return false;
}

static bool is_instant(struct usual_value *v)
{
	char again[TIME3339_MAX];
	struct instant t;

	if (!time3339_read(v->text, false, &t))
		return false;
	v->number = t.us;
	return str_eq(v->text, str_n(again, time3339_text(t, again)));
}

static bool take_value(struct str *s, const struct rec_field *f, struct usual_value *v)
{
	if (f->type == FT_INTEGER)
		return take_integer(s, v);
	if (!take_text(s, &v->text))
		return false;
	if (f->type == FT_INSTANT)
		return is_instant(v);
	if (f->code_count)
		return is_code(f, v->text);
	return veil_is_plain(v->text);
}

/* The field called `name`, at or behind *at in the order of names; *at goes behind it. */
static bool find(const struct usual *u, struct str name, size_t *at, size_t *field)
{
	while (*at < u->n) {
		*field = u->order[(*at)++];
		if (str_eq(u->type->fields[*field].name, name))
			return true;
	}
	return false;
}

static bool has_required(const struct usual *u, const struct usual_value *v)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->type->fields[i].required && !v[i].text.p)
			return false;
	return true;
}

bool usual_read(const struct usual *u, struct str body, struct usual_value *v)
{
	struct str s = body, name;
	size_t at = 0, field;

	if (!u->n || !take(&s, '{') || !str_is_utf8(body, NULL))
		return false;
	for (size_t i = 0; i < u->n; i++)
		v[i].text.p = NULL;
	do {
		if (!take_text(&s, &name) || !find(u, name, &at, &field) || !take(&s, ':') ||
		    !take_value(&s, &u->type->fields[field], &v[field]))
			return false;
	} while (take(&s, ','));
	return take(&s, '}') && !s.n && has_required(u, v);
}
