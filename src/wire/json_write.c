/* SPDX-License-Identifier: Apache-2.0 */
/* json_write.c - JSON out: compact, always valid. */
#include "wire/json_inner.h"

#include "base/ensure.h"

#include <math.h>

struct json_writer json_write(struct buf *out)
{
	return (struct json_writer){ .out = out };
}

static void before(struct json_writer *w)
{
	if (w->comma)
		buf_c(w->out, ',');
	w->comma = true;
}

static void begin(struct json_writer *w, char c)
{
	before(w);
	buf_c(w->out, c);
	w->comma = false;
	w->depth++;
}

static void finish(struct json_writer *w, char c)
{
	ensure(w->depth > 0);
	w->depth--;
	buf_c(w->out, c);
	w->comma = true;
}

void json_w_object(struct json_writer *w)
{
	begin(w, '{');
}

void json_w_object_end(struct json_writer *w)
{
	finish(w, '}');
}

void json_w_array(struct json_writer *w)
{
	begin(w, '[');
}

void json_w_array_end(struct json_writer *w)
{
	finish(w, ']');
}

/* The escapes of RFC 8785 section 3.2.2.2, which are also the shortest. */
static void put_escape(struct buf *out, unsigned char c)
{
	static const char short_form[] = "btn\0fr"; /* 0x08 .. 0x0D */

	buf_c(out, '\\');
	if (c == '"' || c == '\\')
		buf_c(out, (char)c);
	else if (c >= 8 && c <= 13 && c != 11)
		buf_c(out, short_form[c - 8]);
	else
		buf_printf(out, "u%04x", c);
}

/* The run of bytes above 0x7F at p; each byte that is no UTF-8 becomes U+FFFD. */
static const char *put_high(struct buf *out, const char *p, const char *end)
{
	const char *stop = json_high(p, end);
	size_t bad;

	while (!str_is_utf8(str_n(p, (size_t)(stop - p)), &bad)) {
		buf_put(out, str_n(p, bad));
		buf_puts(out, "\xEF\xBF\xBD");
		p += bad + 1;
	}
	buf_put(out, str_n(p, (size_t)(stop - p)));
	return stop;
}

static void put_string(struct buf *out, struct str s)
{
	const char *p = s.n ? s.p : "", *end = p + s.n;

	buf_c(out, '"');
	while (p < end) {
		const char *q = json_plain(p, end);

		buf_put(out, str_n(p, (size_t)(q - p)));
		p = q;
		if (p == end)
			break;
		if ((unsigned char)*p >= 0x80)
			p = put_high(out, p, end);
		else
			put_escape(out, (unsigned char)*p++);
	}
	buf_c(out, '"');
}

void json_w_str(struct json_writer *w, struct str s)
{
	before(w);
	put_string(w->out, s);
}

void json_w_cstr(struct json_writer *w, const char *s)
{
	json_w_str(w, str_of(s));
}

void json_w_key_str(struct json_writer *w, struct str key)
{
	json_w_str(w, key);
	buf_c(w->out, ':');
	w->comma = false;
}

void json_w_key(struct json_writer *w, const char *key)
{
	json_w_key_str(w, str_of(key));
}

void json_w_u64(struct json_writer *w, uint64_t v)
{
	before(w);
	buf_u64(w->out, v);
}

void json_w_i64(struct json_writer *w, int64_t v)
{
	before(w);
	if (v < 0)
		buf_c(w->out, '-');
	buf_u64(w->out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void json_w_double(struct json_writer *w, double v)
{
	char text[JSON_DOUBLE_TEXT];

	if (!isfinite(v)) {
		json_w_null(w);
		return;
	}
	before(w);
	buf_put(w->out, str_n(text, json_double_text(v, text)));
}

void json_w_bool(struct json_writer *w, bool v)
{
	json_w_raw(w, v ? STR("true") : STR("false"));
}

void json_w_null(struct json_writer *w)
{
	json_w_raw(w, STR("null"));
}

void json_w_raw(struct json_writer *w, struct str json_text)
{
	before(w);
	buf_put(w->out, json_text);
}

/* Recursion is bounded: a tree is never deeper than JSON_DEPTH_MAX. */
void json_w_tree(struct json_writer *w, const struct json *v)
{
	bool object = v->kind == JSON_OBJECT;

	switch (v->kind) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		begin(w, object ? '{' : '[');
		for (const struct json *c = v->child; c; c = c->next) {
			if (object)
				json_w_key_str(w, c->key);
			json_w_tree(w, c);
		}
		finish(w, object ? '}' : ']');
		break;
	case JSON_STRING:
		json_w_str(w, v->text);
		break;
	case JSON_NUMBER:
		json_w_raw(w, v->text);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_w_bool(w, v->kind == JSON_TRUE);
		break;
	default:
		ensure(v->kind == JSON_NULL);
		json_w_null(w);
	}
}

void json_w_text(struct json_writer *w, const char *key, struct str s)
{
	json_w_key(w, key);
	json_w_str(w, s);
}

void json_w_text_or_null(struct json_writer *w, const char *key, struct str s)
{
	json_w_key(w, key);
	if (s.n)
		json_w_str(w, s);
	else
		json_w_null(w);
}
