/* SPDX-License-Identifier: Apache-2.0 */
/* json_tree.c - a whole document in an arena, and the ways to look into it. */
#include "wire/json_inner.h"

struct builder {
	struct json_reader *r;
	struct arena *a;
	const char *in; /* the caller's bytes, which the reader walks */
	char *copy;     /* ours, which the tree's texts point into; strings are decoded in place */
	struct json *open[JSON_DEPTH_MAX + 1];
	struct json **tail[JSON_DEPTH_MAX + 1]; /* where the next child goes */
	unsigned depth;
};

static struct str string_text(const struct builder *b)
{
	struct str raw = b->r->raw;
	char *at = b->copy + (raw.p - b->in);

	return str_n(at, b->r->escaped ? json_unescape(raw, at) : raw.n);
}

static struct json *add_node(struct builder *b, enum json_tok kind, struct str key)
{
	struct json *v = arena_new(b->a, struct json);

	v->kind = kind;
	v->key = key;
	v->offset = json_offset(b->r);
	if (kind == JSON_STRING)
		v->text = string_text(b);
	else if (kind == JSON_NUMBER)
		v->text = str_n(b->copy + (b->r->text.p - b->in), b->r->text.n);
	if (b->depth)
		b->open[b->depth - 1]->count++;
	*b->tail[b->depth] = v;
	b->tail[b->depth] = &v->next;
	if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
		b->open[b->depth++] = v;
		b->tail[b->depth] = &v->child;
	}
	return v;
}

static enum err build(struct builder *b, struct why *why)
{
	struct str key = { 0 };

	for (;;) {
		enum json_tok t = json_next(b->r);

		switch (t) {
		case JSON_END:
			return ERR_OK;
		case JSON_ERROR:
			return json_error(b->r, why);
		case JSON_KEY:
			key = string_text(b);
			break;
		case JSON_OBJECT_END:
		case JSON_ARRAY_END:
			b->depth--;
			break;
		default:
			add_node(b, t, key);
			key = (struct str){ 0 };
		}
	}
}

enum err json_parse(struct arena *a, struct str in, struct json_limits limits, struct json **out,
		    struct why *why)
{
	struct builder b = { .a = a };
	struct json *root = NULL;
	struct arena *scratch = arena_open();
	enum err e;

	limits.duplicates = JSON_DUP_ERROR;
	b.r = json_open(scratch, in, limits);
	b.r->keep_raw = true;
	b.in = b.r->start;
	b.copy = b.r->state == JSON_FAILED ? NULL : (char *)str_keep(a, in).p;
	b.tail[0] = &root;
	e = build(&b, why);
	arena_close(scratch);
	*out = e ? NULL : root;
	return e;
}

struct json *json_get(const struct json *obj, const char *key)
{
	struct str k = str_of(key);

	if (!obj || obj->kind != JSON_OBJECT)
		return NULL;
	for (struct json *v = obj->child; v; v = v->next)
		if (str_eq(v->key, k))
			return v;
	return NULL;
}

bool json_is_str(const struct json *v)
{
	return v && v->kind == JSON_STRING;
}

struct str json_str(const struct json *v, struct str none)
{
	return json_is_str(v) ? v->text : none;
}

bool json_bool(const struct json *v, bool none)
{
	if (!v || (v->kind != JSON_TRUE && v->kind != JSON_FALSE))
		return none;
	return v->kind == JSON_TRUE;
}
