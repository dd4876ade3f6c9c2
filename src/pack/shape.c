/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/shape.h"

#include "wire/json.h"
#include "wire/time3339.h"

enum { ID_MAX = 64 };

void reading_fault_(struct reading *r, const struct yaml *at, bool key, enum say_id id,
		    const struct say_arg *args, size_t n)
{
	struct why why = { 0 };
	bool at_key = at && key && at->key_line;

	why_set_(&why, ERR_SYNTAX, id, args, n);
	why_at(&why, r->file,
	       !at    ? 0 :
	       at_key ? at->key_line :
			at->line,
	       !at    ? 0 :
	       at_key ? at->key_column :
			at->column);
	r->faults++;
	if (r->complain)
		r->complain(r->ctx, &why);
}

bool shape_is_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);

		if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '_' &&
		    (i == 0 || (c != '-' && c != '.' && c != ':' && c != '+')))
			return false;
	}
	return s.n > 0 && s.n <= ID_MAX;
}

int shape_choice(struct str s, const char *choices)
{
	struct str rest = str_of(choices), word;

	for (int i = 0; str_split(&rest, ' ', &word); i++)
		if (str_eq(s, word))
			return i;
	return -1;
}

bool shape_is_choice(struct str s, const char *choices)
{
	return shape_choice(s, choices) >= 0;
}

static const char *shape_word(enum shape shape)
{
	switch (shape) {
	case SHAPE_WORDS:
		return "{en: ..., zh: ...}";
	case SHAPE_LIST:
		return "[a, b, ...]";
	case SHAPE_GROUPS:
		return "{a: [b, c], ...}";
	case SHAPE_BOOL:
		return "true | false";
	case SHAPE_DATE:
		return "\"YYYY-MM-DD\"";
	case SHAPE_ID:
		return "A-Z a-z 0-9 . _ -";
	default:
		return "\"...\"";
	}
}

static bool fault_shape(struct reading *r, const struct yaml *t, enum shape shape)
{
	reading_fault(r, t, SAY_PACK_SHAPE, A(t->key.n ? t->key : t->text), A(shape_word(shape)));
	return false;
}

static bool read_date(struct str s)
{
	int y;
	unsigned m, d;

	return date_read(s, &y, &m, &d);
}

static bool read_text(struct reading *r, const struct yaml *t, const struct slot *s,
		      struct str *out)
{
	if (t->kind != YAML_TEXT || (s->shape == SHAPE_ID && !shape_is_id(t->text)) ||
	    (s->shape == SHAPE_DATE && !read_date(t->text)))
		return fault_shape(r, t, s->shape);
	if (s->shape == SHAPE_CHOICE && !shape_is_choice(t->text, s->choices)) {
		reading_fault(r, t, SAY_PACK_CHOICE, A(t->text), A(t->key), A(s->choices));
		return false;
	}
	if (str_trim(t->text).n == 0) {
		reading_fault(r, t, SAY_PACK_EMPTY_VALUE, A(t->key));
		return false;
	}
	*out = s->shape == SHAPE_TEXT ? str_trim(t->text) : t->text;
	return true;
}

static bool read_bool(struct reading *r, const struct yaml *t, bool *out)
{
	if (t->kind != YAML_TEXT || t->quoted || !shape_is_choice(t->text, "true false"))
		return fault_shape(r, t, SHAPE_BOOL);
	*out = str_eq(t->text, STR("true"));
	return true;
}

static bool read_words(struct reading *r, const struct yaml *t, struct str out[2])
{
	static const struct slot text = { .shape = SHAPE_TEXT };
	static const char *const name[2] = { [LANG_EN] = "en", [LANG_ZH] = "zh" };
	bool ok = true;

	if (t->kind != YAML_MAP)
		return fault_shape(r, t, SHAPE_WORDS);
	for (const struct yaml *c = t->child; c; c = c->next) {
		int lang = shape_choice(c->key, "en zh");

		if (lang < 0)
			reading_fault_key(r, c, SAY_PACK_KEY_UNKNOWN, A(c->key), A("en zh"));
		ok = lang >= 0 && read_text(r, c, &text, &out[lang ? LANG_ZH : LANG_EN]) && ok;
	}
	for (int i = 0; i < 2; i++)
		if (!yaml_get(t, str_of(name[i]))) {
			reading_fault(r, t, SAY_PACK_LANGUAGE, A(t->key), A(name[i]));
			ok = false;
		}
	return ok;
}

static bool read_list(struct reading *r, const struct yaml *t, struct names *out)
{
	bool ok = true;

	if (t->kind != YAML_LIST)
		return fault_shape(r, t, SHAPE_LIST);
	out->v = arena_array(r->a, struct str, t->count);
	for (const struct yaml *c = t->child; c; c = c->next) {
		bool twice = false;

		if (c->kind != YAML_TEXT || !shape_is_id(c->text)) {
			ok = fault_shape(r, c, SHAPE_ID);
			continue;
		}
		for (size_t i = 0; i < out->n; i++)
			twice |= str_eq(out->v[i], c->text);
		if (twice) {
			reading_fault(r, c, SAY_PACK_LISTED_TWICE, A(c->text));
			ok = false;
		}
		out->v[out->n++] = c->text;
	}
	return ok;
}

static bool read_groups(struct reading *r, const struct yaml *t, struct groups *out)
{
	bool ok = true;

	if (t->kind != YAML_MAP || !t->count)
		return fault_shape(r, t, SHAPE_GROUPS);
	out->v = arena_array(r->a, struct group, t->count);
	for (const struct yaml *c = t->child; c; c = c->next) {
		struct group *g = &out->v[out->n++];

		g->id = c->key;
		ok = shape_is_id(c->key) || fault_shape(r, c, SHAPE_ID);
		ok = read_list(r, c, &g->is) && ok;
		if (!ok)
			break;
	}
	return ok;
}

static bool read_slot(struct reading *r, const struct yaml *t, const struct slot *s, void *out)
{
	void *at = s->at == SLOT_NOWHERE ? out : (char *)out + s->at;

	switch (s->shape) {
	case SHAPE_BOOL:
		return read_bool(r, t, at);
	case SHAPE_WORDS:
		return read_words(r, t, at);
	case SHAPE_LIST:
		return read_list(r, t, at);
	case SHAPE_GROUPS:
		return read_groups(r, t, at);
	case SHAPE_NODE:
		if (s->at != SLOT_NOWHERE)
			*(const struct yaml **)at = t;
		return true;
	default:
		return read_text(r, t, s, at);
	}
}

static const struct slot *slot_of(const struct slot *slots, struct str key)
{
	for (; slots->key; slots++)
		if (str_eq(key, str_of(slots->key)))
			return slots;
	return NULL;
}

static void fault_unknown(struct reading *r, const struct yaml *t, const struct slot *slots)
{
	struct buf known = { 0 };

	for (const struct slot *s = slots; s->key; s++)
		buf_printf(&known, "%s%s", s == slots ? "" : " ", s->key);
	reading_fault_key(r, t, SAY_PACK_KEY_UNKNOWN, A(t->key), A(buf_str(&known)));
	buf_fini(&known);
}

bool shape_read(struct reading *r, const struct yaml *map, const struct slot *slots, void *out)
{
	bool ok = true;

	if (map->kind != YAML_MAP) {
		reading_fault(r, map, SAY_PACK_NOT_MAP);
		return false;
	}
	for (const struct yaml *t = map->child; t; t = t->next) {
		const struct slot *s = slot_of(slots, t->key);

		if (s) {
			ok = read_slot(r, t, s, out) && ok;
		} else if (!r->frozen) { /* frozen: the caller's own members stand beside */
			fault_unknown(r, t, slots);
			ok = false;
		}
	}
	for (const struct slot *s = slots; s->key; s++)
		if (s->required && !(r->frozen && s->at == SLOT_NOWHERE) &&
		    !yaml_get(map, str_of(s->key))) {
			reading_fault(r, map, SAY_PACK_KEY_MISSING, A(s->key));
			ok = false;
		}
	return ok;
}

/* The id of an entry: its key, or (frozen) its member. */
static bool read_entry_id(struct reading *r, const struct yaml *t, struct str *id)
{
	const struct yaml *member = yaml_get(t, STR("id"));

	*id = !r->frozen ? t->key : member ? member->text : STR("");
	if (shape_is_id(*id))
		return true;
	reading_fault_key(r, t, SAY_PACK_SHAPE, A(*id), A(shape_word(SHAPE_ID)));
	return false;
}

static bool entry_is_twice(const char *items, size_t size, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(*(const struct str *)(items + i * size), id))
			return true;
	return false;
}

bool shape_read_entries(struct reading *r, const struct yaml *map, const struct slot *slots,
			size_t size, void **out, size_t *count)
{
	bool ok = true;

	if (!map || map->kind != (r->frozen ? YAML_LIST : YAML_MAP) || !map->count) {
		reading_fault(r, map, SAY_PACK_NO_FIELDS);
		return false;
	}
	char *items = arena_array_(r->a, map->count, size);

	for (const struct yaml *c = map->child; c; c = c->next) {
		char *item = items + *count * size;
		struct str id;

		if (!read_entry_id(r, c, &id)) {
			ok = false;
			continue;
		}
		if (entry_is_twice(items, size, *count, id)) {
			reading_fault(r, c, SAY_PACK_LISTED_TWICE, A(id));
			ok = false;
		}
		*(struct str *)item = id;
		ok = shape_read(r, c, slots, item) && ok;
		++*count;
	}
	*out = items;
	return ok;
}

/* ---- writing ---- */

static void write_words(struct json_writer *w, const struct str words[2])
{
	json_w_object(w);
	json_w_key(w, "en");
	json_w_str(w, words[LANG_EN]);
	json_w_key(w, "zh");
	json_w_str(w, words[LANG_ZH]);
	json_w_object_end(w);
}

static void write_list(struct json_writer *w, const struct names *list)
{
	json_w_array(w);
	for (size_t i = 0; i < list->n; i++)
		json_w_str(w, list->v[i]);
	json_w_array_end(w);
}

static void write_groups(struct json_writer *w, const struct groups *groups)
{
	json_w_object(w);
	for (size_t i = 0; i < groups->n; i++) {
		json_w_key_str(w, groups->v[i].id);
		write_list(w, &groups->v[i].is);
	}
	json_w_object_end(w);
}

static bool slot_is_empty(const struct slot *s, const void *at)
{
	switch (s->shape) {
	case SHAPE_BOOL:
		return !s->required && !*(const bool *)at;
	case SHAPE_LIST:
		return !s->required && ((const struct names *)at)->n == 0;
	case SHAPE_GROUPS:
		return ((const struct groups *)at)->n == 0;
	default:
		return ((const struct str *)at)->n == 0;
	}
}

void shape_write(struct json_writer *w, const struct slot *slots, const void *in)
{
	for (const struct slot *s = slots; s->key; s++) {
		if (s->shape == SHAPE_NODE)
			continue;
		const void *at = (const char *)in + s->at;

		if (slot_is_empty(s, at))
			continue;
		json_w_key(w, s->key);
		if (s->shape == SHAPE_BOOL)
			json_w_bool(w, *(const bool *)at);
		else if (s->shape == SHAPE_WORDS)
			write_words(w, at);
		else if (s->shape == SHAPE_LIST)
			write_list(w, at);
		else if (s->shape == SHAPE_GROUPS)
			write_groups(w, at);
		else
			json_w_str(w, *(const struct str *)at);
	}
}

void shape_write_entries(struct json_writer *w, const char *key, const struct slot *slots,
			 const void *items, size_t size, size_t count)
{
	json_w_key(w, key);
	json_w_array(w);
	for (size_t i = 0; i < count; i++) {
		const char *item = (const char *)items + i * size;

		json_w_object(w);
		json_w_key(w, "id");
		json_w_str(w, *(const struct str *)item);
		shape_write(w, slots, item);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}
