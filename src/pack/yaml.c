/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/yaml.h"

#include "base/ensure.h"
#include "wire/json.h"

#include <libfyaml.h>

struct yaml_job {
	struct arena *a;
	const char *name;
	struct why *why;
	struct fy_parser *parser;
	struct fy_diag *diag;
	size_t nodes;
};

const struct yaml *yaml_get(const struct yaml *map, struct str key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml *t = map->child; t; t = t->next)
		if (str_eq(t->key, key))
			return t;
	return NULL;
}

/* ---- YAML ---- */

/* libfyaml counts columns in characters from 0; we count from 1. */
static enum err fault_at(struct yaml_job *j, const struct fy_mark *m, enum err code, enum say_id id,
			 struct str what)
{
	why_set(j->why, code, id, A(what));
	why_at(j->why, j->name, m ? (uint64_t)m->line + 1 : 0, m ? (uint64_t)m->column + 1 : 0);
	return code;
}

/* What libfyaml itself found wrong: the first of its collected errors. */
static enum err fault_of_library(struct yaml_job *j)
{
	void *prev = NULL;
	struct fy_diag_error *e = fy_diag_errors_iterate(j->diag, &prev);

	why_set(j->why, ERR_SYNTAX, SAY_PACK_YAML, A(e && e->msg ? e->msg : "?"));
	if (e && e->line > 0)
		why_at(j->why, j->name, (uint64_t)e->line, (uint64_t)e->column);
	else
		why_at(j->why, j->name, 0, 0);
	return ERR_SYNTAX;
}

static enum err next_event(struct yaml_job *j, struct fy_event **out)
{
	*out = fy_parser_parse(j->parser);
	return *out && !fy_parser_get_stream_error(j->parser) ? ERR_OK : fault_of_library(j);
}

static struct yaml *node_new(struct yaml_job *j, const struct fy_mark *m)
{
	struct yaml *t = arena_new(j->a, struct yaml);

	if (m) {
		t->line = (uint32_t)m->line + 1;
		t->column = (uint32_t)m->column + 1;
	}
	return t;
}

static struct str token_keep(struct yaml_job *j, struct fy_token *token)
{
	size_t n = 0;
	const char *p = token ? fy_token_get_text(token, &n) : NULL;

	return str_keep(j->a, str_n(p ? p : "", p ? n : 0));
}

static bool is_decorated(const struct fy_event *e)
{
	switch (e->type) {
	case FYET_SCALAR:
		return e->scalar.anchor || e->scalar.tag;
	case FYET_MAPPING_START:
		return e->mapping_start.anchor || e->mapping_start.tag;
	case FYET_SEQUENCE_START:
		return e->sequence_start.anchor || e->sequence_start.tag;
	default:
		return e->type == FYET_ALIAS;
	}
}

static enum err read_node(struct yaml_job *j, struct fy_event *e, unsigned depth,
			  struct yaml **out);

/* The key of a map's next member, or *end. */
static enum err read_key(struct yaml_job *j, const struct yaml *map, struct yaml *key, bool *end)
{
	struct fy_event *e = NULL;
	enum err err = next_event(j, &e);

	if (err)
		goto out;
	const struct fy_mark *m = fy_event_start_mark(e);
	*end = e->type == FYET_MAPPING_END;
	if (*end)
		goto out;
	if (e->type != FYET_SCALAR || is_decorated(e)) {
		err = fault_at(j, m, ERR_UNSUPPORTED, SAY_PACK_YAML_PLAIN, str_of(""));
		goto out;
	}
	key->key = token_keep(j, e->scalar.value);
	key->key_line = m ? (uint32_t)m->line + 1 : 0;
	key->key_column = m ? (uint32_t)m->column + 1 : 0;
	if (map->count >= YAML_MEMBERS)
		err = fault_at(j, m, ERR_LIMIT, SAY_PACK_YAML_LIMIT, str_of(""));
	else if (yaml_get(map, key->key))
		err = fault_at(j, m, ERR_SYNTAX, SAY_PACK_KEY_TWICE, key->key);
out:
	if (e)
		fy_parser_event_free(j->parser, e);
	return err;
}

static enum err read_value(struct yaml_job *j, unsigned depth, bool *end, struct yaml **out)
{
	struct fy_event *e = NULL;
	enum err err = next_event(j, &e);

	if (!err) {
		*end = e->type == FYET_SEQUENCE_END;
		if (!*end)
			err = read_node(j, e, depth, out);
	}
	if (e)
		fy_parser_event_free(j->parser, e);
	return err;
}

static enum err read_children(struct yaml_job *j, struct yaml *t, unsigned depth)
{
	struct yaml **tail = &t->child;

	for (;;) {
		struct yaml key = { 0 }, *child = NULL;
		bool end = false;
		enum err err = ERR_OK;

		if (t->kind == YAML_MAP)
			err = read_key(j, t, &key, &end);
		if (!err && !end)
			err = read_value(j, depth + 1, &end, &child);
		if (err || end)
			return err;
		child->key = key.key;
		child->key_line = key.key_line;
		child->key_column = key.key_column;
		*tail = child;
		tail = &child->next;
		t->count++;
	}
}

static enum err read_node(struct yaml_job *j, struct fy_event *e, unsigned depth, struct yaml **out)
{
	const struct fy_mark *m = fy_event_start_mark(e);
	struct yaml *t = node_new(j, m);

	*out = t;
	if (depth > YAML_DEPTH || ++j->nodes > YAML_NODES)
		return fault_at(j, m, ERR_LIMIT, SAY_PACK_YAML_LIMIT, str_of(""));
	if (is_decorated(e))
		return fault_at(j, m, ERR_UNSUPPORTED, SAY_PACK_YAML_PLAIN, str_of(""));
	if (e->type == FYET_SCALAR) {
		t->kind = YAML_TEXT;
		t->text = token_keep(j, e->scalar.value);
		enum fy_scalar_style style = fy_token_scalar_style(e->scalar.value);

		t->quoted = style != FYSS_PLAIN;
		/* libfyaml's place is behind the quote. */
		if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED)
			t->column -= t->column > 1;
		return ERR_OK;
	}
	ensure(e->type == FYET_MAPPING_START || e->type == FYET_SEQUENCE_START);
	t->kind = e->type == FYET_MAPPING_START ? YAML_MAP : YAML_LIST;
	return read_children(j, t, depth);
}

/* Stream and document marks around the one node that a file holds. */
static enum err read_stream(struct yaml_job *j, struct yaml **out)
{
	for (;;) {
		struct fy_event *e = NULL;
		enum err err = next_event(j, &e);
		bool end = e && e->type == FYET_STREAM_END;

		if (!err && (e->type == FYET_SCALAR || e->type == FYET_MAPPING_START ||
			     e->type == FYET_SEQUENCE_START || e->type == FYET_ALIAS))
			err = *out ? fault_at(j, fy_event_start_mark(e), ERR_UNSUPPORTED,
					      SAY_PACK_YAML_PLAIN, str_of("")) :
				     read_node(j, e, 0, out);
		if (e)
			fy_parser_event_free(j->parser, e);
		if (err || end)
			return err;
	}
}

/* The first byte that is no text; NUL is UTF-8, but none that we read. */
static enum err fault_at_byte(struct yaml_job *j, struct str in, size_t bad)
{
	size_t nul = str_find(in, 0);
	struct fy_mark m = { 0 };

	if (str_is_utf8(in, NULL) || nul < bad)
		bad = nul;
	for (size_t i = 0; i < bad; i++) {
		bool tail = ((unsigned char)in.p[i] & 0xc0) == 0x80;

		m.column = in.p[i] == '\n' ? 0 : m.column + !tail;
		m.line += in.p[i] == '\n';
	}
	return fault_at(j, &m, ERR_SYNTAX, SAY_PACK_NOT_TEXT, str_of(""));
}

enum err yaml_read(struct arena *a, struct str in, const char *name, struct yaml **out,
		   struct why *why)
{
	struct yaml_job j = { .a = a, .name = name, .why = why };
	const struct fy_mark top = { 0 };
	struct fy_diag_cfg dc;
	size_t bad;

	*out = NULL;
	if (in.n > YAML_BYTES)
		return fault_at(&j, NULL, ERR_LIMIT, SAY_PACK_YAML_LIMIT, str_of(""));
	/* libfyaml reads on behind a NUL or a bad byte; we do not. */
	if (!str_is_utf8(in, &bad) || str_find(in, 0) != SIZE_MAX)
		return fault_at_byte(&j, in, bad);
	fy_diag_cfg_default(&dc);
	dc.fp = NULL;
	j.diag = fy_diag_create(&dc);
	ensure(j.diag);
	fy_diag_set_collect_errors(j.diag, true);
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2,
				    .diag = j.diag };
	j.parser = fy_parser_create(&cfg);
	ensure(j.parser);
	enum err err = in.n ? ERR_OK : fault_at(&j, &top, ERR_SYNTAX, SAY_PACK_EMPTY, str_of(""));

	if (!err && fy_parser_set_string(j.parser, in.p, in.n))
		err = fault_of_library(&j);
	if (!err)
		err = read_stream(&j, out);
	if (!err && !*out)
		err = fault_at(&j, &top, ERR_SYNTAX, SAY_PACK_EMPTY, str_of(""));
	fy_parser_destroy(j.parser);
	fy_diag_destroy(j.diag);
	return err;
}

/* ---- JSON ---- */

static bool json_scalar(const struct json *in, struct yaml *t)
{
	t->kind = YAML_TEXT;
	switch (in->kind) {
	case JSON_STRING:
	case JSON_NUMBER:
		t->text = in->text;
		t->quoted = in->kind == JSON_STRING;
		return true;
	case JSON_TRUE:
		t->text = STR("true");
		return true;
	case JSON_FALSE:
		t->text = STR("false");
		return true;
	default:
		return false;
	}
}

static enum err convert(struct arena *a, const struct json *in, unsigned depth, struct yaml **out,
			struct why *why)
{
	struct yaml *t = arena_new(a, struct yaml), **tail = &t->child;

	*out = t;
	t->key = in->key;
	if (depth > YAML_DEPTH)
		return why_set(why, ERR_LIMIT, SAY_PACK_YAML_LIMIT, A(""));
	if (in->kind != JSON_OBJECT && in->kind != JSON_ARRAY)
		return json_scalar(in, t) ? ERR_OK :
					    why_set(why, ERR_SYNTAX, SAY_PACK_YAML_PLAIN, A(""));
	t->kind = in->kind == JSON_OBJECT ? YAML_MAP : YAML_LIST;
	for (const struct json *c = in->child; c; c = c->next, t->count++) {
		enum err err = convert(a, c, depth + 1, tail, why);

		if (err)
			return err;
		tail = &(*tail)->next;
	}
	return ERR_OK;
}

enum err yaml_from_json(struct arena *a, const struct json *in, struct yaml **out, struct why *why)
{
	return convert(a, in, 0, out, why);
}
