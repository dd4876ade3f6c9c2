/* SPDX-License-Identifier: Apache-2.0 */
/* feed_guess_json.c - which JSON is it? By the keys of the outermost object, or of the first one in
 * the outermost array; the head of the file may end in the middle. */
#include "wire/feed_parts.h"

enum key_bit {
	K_OBJECTS = 1 << 0,
	K_PATTERN = 1 << 1,
	K_TYPE = 1 << 2,
	K_VALUE = 1 << 3,
	K_MISP = 1 << 4,
	K_LIST = 1 << 5,
	K_NAMED = 1 << 6,
	K_TAXONOMY = 1 << 7,
	K_VALUES = 1 << 8,
	K_ICON = 1 << 9,
	K_NAMESPACE = 1 << 10,
	K_SCHEMA = 1 << 11,
	K_FEED = 1 << 12,
	K_UUID_KEY = 1 << 13, /* a key that is itself a UUID */
	K_BUNDLE = 1 << 14,   /* "type": "bundle" */
	K_LINES = 1 << 15,    /* another object follows the first */
	K_EVENT_TYPE = 1 << 16,
	K_DUMP = 1 << 17,
};

static const struct {
	const char *key;
	unsigned bit;
} keys[] = {
	{ "objects", K_OBJECTS },
	{ "pattern", K_PATTERN },
	{ "type", K_TYPE },
	{ "value", K_VALUE },
	{ "Event", K_MISP },
	{ "response", K_MISP },
	{ "Attribute", K_MISP },
	{ "Object", K_MISP },
	{ "attributes", K_MISP },
	{ "iocs", K_MISP },
	{ "list", K_LIST },
	{ "name", K_NAMED },
	{ "description", K_NAMED },
	{ "matching_attributes", K_NAMED },
	{ "predicates", K_TAXONOMY },
	{ "taxonomies", K_TAXONOMY },
	{ "values", K_VALUES },
	{ "icon", K_ICON },
	{ "namespace", K_NAMESPACE },
	{ "$schema", K_SCHEMA },
	{ "properties", K_SCHEMA },
	{ "Feed", K_FEED },
	{ "event_type", K_EVENT_TYPE },
	{ "cresset_set", K_DUMP },
};

enum { NAMED_KEYS = 6, NAME_CUT = 40 };

struct seen {
	unsigned bits;
	struct buf names; /* the first keys, for the sentence */
	unsigned count;
};

static bool is_uuid(struct str s)
{
	if (s.n != 36)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.p[i] != '-' : ascii_hex(s.p[i]) < 0)
			return false;
	return true;
}

static void note_key(struct seen *s, struct str key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_eq(key, str_of(keys[i].key)))
			s->bits |= keys[i].bit;
	if (is_uuid(key))
		s->bits |= K_UUID_KEY;
	if (s->count++ < NAMED_KEYS) {
		if (s->names.n)
			buf_puts(&s->names, ", ");
		buf_put(&s->names, str_cut(key, 0, NAME_CUT));
	}
}

static void look(struct json_reader *r, struct seen *s)
{
	enum json_tok t = json_next(r);
	bool array = t == JSON_ARRAY;

	if (array)
		t = json_next(r);
	while (t != JSON_OBJECT && t != JSON_ERROR && t != JSON_END)
		t = json_next(r); /* "[2001:db8::1]:135" begins like an array, and is none */
	if (t != JSON_OBJECT)
		return;
	while ((t = json_next(r)) == JSON_KEY) {
		bool type = str_eq(json_text(r), STR("type"));

		note_key(s, json_text(r));
		if (!type) {
			if (!json_skip(r))
				return;
			continue;
		}
		t = json_next(r);
		if (t == JSON_STRING && str_eq(json_text(r), STR("bundle")))
			s->bits |= K_BUNDLE;
		else if ((t == JSON_OBJECT || t == JSON_ARRAY) && !json_skip(r))
			return;
	}
	if (!array && t == JSON_OBJECT_END && json_next(r) == JSON_ERROR)
		s->bits |= K_LINES;
}

static bool has(const struct seen *s, unsigned all)
{
	return (s->bits & all) == all;
}

/* The sentence for what is JSON but no feed; SAY_NONE if the keys say nothing. */
static enum say_id other_kind(const struct seen *s)
{
	if (has(s, K_SCHEMA))
		return SAY_FEED_IS_SCHEMA;
	if (has(s, K_TAXONOMY))
		return SAY_FEED_IS_TAXONOMY;
	if (has(s, K_VALUES | K_NAMED) || has(s, K_ICON | K_NAMESPACE))
		return SAY_FEED_IS_GALAXY;
	if (has(s, K_FEED))
		return SAY_FEED_IS_METADATA;
	if (has(s, K_UUID_KEY))
		return SAY_FEED_IS_MANIFEST;
	if (has(s, K_LINES) || has(s, K_EVENT_TYPE))
		return SAY_FEED_IS_EVENTS;
	return SAY_NONE;
}

static enum feed_format feed_kind(const struct seen *s)
{
	if (has(s, K_DUMP))
		return FEED_DUMP;
	if (has(s, K_SCHEMA))
		return FEED_GUESS;
	if (has(s, K_BUNDLE) || has(s, K_OBJECTS) || has(s, K_PATTERN | K_TYPE))
		return FEED_STIX;
	if (has(s, K_MISP) || has(s, K_TYPE | K_VALUE))
		return FEED_MISP;
	if (has(s, K_LIST | K_NAMED))
		return FEED_WARNINGLIST;
	return FEED_GUESS;
}

enum err feed_guess_json(struct str head, enum feed_format *out, struct why *why)
{
	struct arena *a = arena_open();
	struct json_reader *r = json_open(a, head, feed_json_limits());
	struct seen s = { 0 };
	enum say_id other;
	struct why broken;
	enum err e = ERR_OK;

	look(r, &s);
	*out = feed_kind(&s);
	other = other_kind(&s);
	if (*out == FEED_GUESS && other != SAY_NONE) {
		e = why_set(why, ERR_UNSUPPORTED, other);
	} else if (*out == FEED_GUESS) {
		e = json_error(r, &broken);
		if (e == ERR_OK || broken.id == SAY_JSON_CUT)
			e = why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_JSON, A(buf_str(&s.names)));
		else if (why)
			*why = broken;
	}
	buf_fini(&s.names);
	arena_close(a);
	return e;
}
