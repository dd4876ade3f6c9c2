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
	reading_fault(r, t, SAY_PACK_SHAPE, A(t->key), A(shape_word(shape)));
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

static bool slot_is_empty(const struct slot *s, const void *at)
{
	switch (s->shape) {
	case SHAPE_BOOL:
		return !s->required && !*(const bool *)at;
	case SHAPE_LIST:
		return !s->required && ((const struct names *)at)->n == 0;
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
		else
			json_w_str(w, *(const struct str *)at);
	}
}
