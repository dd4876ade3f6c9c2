/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/load_records.h"

#include "intake/input.h"
#include "wire/json.h"

enum { PEEK = 65536, SHOWN = 20 };

#define BOM STR("\xEF\xBB\xBF")

/*
 * Lines of JSON, one of which is of a type of this node (a bad line costs that line, also when it is
 * the first); or typed objects that no reader of feeds knows, so that the sentence is about records.
 */
static bool look_like_records(struct loader *l, struct str head)
{
	struct str rest = str_starts(head, BOM) ? str_cut(head, 3, head.n) : head, line;
	enum feed_format format;
	bool typed = false;

	if (!str_starts(str_trim(rest), STR("{")))
		return false;
	while (str_split(&rest, '\n', &line)) {
		struct json *v;
		struct str type;

		arena_reset(l->arena);
		if (json_parse(l->arena, line, (struct json_limits){ 0 }, &v, NULL) != ERR_OK)
			continue;
		type = json_str(json_get(v, "type"), STR(""));
		typed |= type.n > 0;
		if (type.n && node_type(l->node, type))
			return true;
	}
	return typed && feed_guess(head, NULL, &format, NULL) != ERR_OK;
}

enum err load_is_records(struct loader *l, const char *path, bool *records, struct why *why)
{
	struct input *in;
	struct str head = { 0 };
	enum err e;

	*records = l->o.records;
	if (*records)
		return ERR_OK;
	e = input_open(path, &in, why);
	if (e != ERR_OK)
		return e;
	if (input_peek(in, PEEK, &head, NULL) == ERR_OK)
		*records = look_like_records(l, head);
	input_close(in);
	return ERR_OK;
}

void load_refused(struct loader *l, struct load_report *r, uint64_t line, struct why *why)
{
	struct buf text = { 0 };

	why_at(why, r->file, line, 0);
	why_text(why, say_lang_default(), &text);
	buf_c(&text, '\n');
	if (r->refused++ < SHOWN)
		fwrite(text.p, 1, text.n, stderr);
	if (l->refused_to)
		fwrite(text.p, 1, text.n, l->refused_to);
	buf_fini(&text);
}

/* The line without its "type", which becomes the operation's. */
static enum err put_line(struct batch *b, struct arena *a, struct str line, uint64_t number,
			 struct why *why)
{
	struct buf body = { 0 };
	struct json_writer w = json_write(&body);
	struct json *v;
	struct str type;
	enum err e = json_parse(a, line, (struct json_limits){ 0 }, &v, why);

	if (e != ERR_OK)
		return e;
	type = json_str(json_get(v, "type"), STR(""));
	if (!type.n)
		return why_set(why, ERR_SYNTAX, SAY_LOAD_NO_TYPE);
	json_w_object(&w);
	for (struct json *m = v->child; m; m = m->next) {
		if (str_eq(m->key, STR("type")))
			continue;
		json_w_key_str(&w, m->key);
		json_w_tree(&w, m);
	}
	json_w_object_end(&w);
	batch_put(b, type, (struct str){ 0 }, buf_str(&body), number);
	buf_fini(&body);
	return ERR_OK;
}

static enum err read_lines(struct loader *l, struct input *in, struct batch *b,
			   struct load_report *r, struct why *why)
{
	struct arena *a = arena_open();
	enum err e = ERR_OK;
	bool end = false, cut;

	while (e == ERR_OK) {
		struct why line_why = { 0 };
		struct str line;
		uint64_t number;

		e = input_line(in, &line, &number, &end, &cut, &line_why);
		if (e != ERR_OK && e != ERR_LIMIT) {
			*why = line_why;
			break;
		}
		if (e == ERR_OK && end)
			break;
		if (number == 1 && str_starts(line, BOM))
			line = str_cut(line, 3, line.n);
		if (e == ERR_OK && !str_trim(line).n)
			continue;
		r->read++;
		arena_reset(a);
		if (e == ERR_OK)
			e = put_line(b, a, line, number, &line_why);
		line_why.line = number; /* the JSON reader saw one line only */
		if (e != ERR_OK)
			load_refused(l, r, number, &line_why);
		e = ERR_OK;
	}
	arena_close(a);
	return e;
}

void load_took(struct loader *l, struct load_report *r, struct batch_result *result)
{
	r->added = result->added;
	r->changed = result->changed;
	r->unchanged = result->unchanged;
	for (size_t i = 0; i < result->refusal_count; i++)
		load_refused(l, r, result->refusals[i].line, &result->refusals[i].why);
	if (result->refused > result->refusal_count)
		r->refused += result->refused - result->refusal_count;
	if (r->refused > SHOWN)
		say_line(stderr, SAY_LOAD_MORE_REFUSED, A(r->file), A(r->refused - SHOWN));
}

enum err load_records(struct loader *l, const char *path, struct load_report *r, struct why *why)
{
	struct batch *b = batch_open(STR("cli"), STR("load records"));
	struct batch_result result = { 0 };
	struct input *in = NULL;
	enum err e = input_open(path, &in, why);

	arena_reset(l->arena);
	r->format = "records";
	if (e == ERR_OK)
		e = read_lines(l, in, b, r, why);
	/* No batch_once here: equal records are "unchanged" by themselves, and an older file given again must
	 * take effect again. */
	if (e == ERR_OK)
		e = door_commit(l->door, b, l->arena, &result, why);
	if (e == ERR_OK)
		load_took(l, r, &result);
	input_close(in);
	batch_close(b);
	return e;
}
