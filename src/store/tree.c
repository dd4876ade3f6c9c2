/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tree.h"

struct json *tree_node(struct arena *a, enum json_tok kind, struct str text)
{
	struct json *v = arena_new(a, struct json);

	v->kind = kind;
	v->text = text;
	return v;
}

struct json *tree_str(struct arena *a, struct str text)
{
	return tree_node(a, JSON_STRING, text);
}

struct json *tree_u64(struct arena *a, uint64_t v)
{
	return tree_node(a, JSON_NUMBER, arena_printf(a, "%llu", (unsigned long long)v));
}

struct json *tree_i64(struct arena *a, int64_t v)
{
	return tree_node(a, JSON_NUMBER, arena_printf(a, "%lld", (long long)v));
}

struct json *tree_hex(struct arena *a, const void *bytes, size_t n)
{
	struct buf b = { 0 };
	struct json *v;

	buf_hex(&b, bytes, n);
	v = tree_str(a, str_keep(a, buf_str(&b)));
	buf_fini(&b);
	return v;
}

void tree_add(struct json *object, struct str key, struct json *v)
{
	v->key = key;
	v->next = object->child;
	object->child = v;
	object->count++;
}

void tree_add_str(struct arena *a, struct json *object, const char *key, struct str text)
{
	if (text.n)
		tree_add(object, str_of(key), tree_str(a, text));
}

enum err tree_canon(struct arena *a, const struct json *v, struct str *out, struct why *why)
{
	struct buf b = { 0 };
	enum err e = json_canon(v, &b, why);

	if (e == ERR_OK)
		*out = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return e;
}
