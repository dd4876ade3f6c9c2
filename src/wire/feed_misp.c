/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_misp.c - MISP events: {"Event"}, {"response": [..]}, {"Attribute"}, a bare list, a bare
 * attribute, and the like-minded {"iocs": [{"type", "value"}]} of TinyCheck.
 *
 * Whatever wraps them, attributes are objects with "type" and "value" in an array called Attribute
 * (or attributes, iocs), possibly inside Object; so the wrappers are walked, not told apart.
 */
#include "wire/feed_parts.h"

struct job {
	struct str in;
	const struct feed_sink *sink;
	struct arena *a; /* of one attribute */
	struct feed_offsets lines;
	enum tlp tlp; /* of the event we are in */
	struct why *why;
};

/* What an object says about itself, wherever in it the words stand. */
struct event_head {
	bool type, value, inner; /* has such keys; inner: holds attributes or events */
	enum tlp tlp;
};

static enum err walk_object(struct job *job, struct json_reader *r);

/* ---- attributes ---- */

static enum tlp tag_tlp(const struct json *tags, enum tlp none)
{
	enum tlp found = none, t;
	bool any = false;

	for (const struct json *tag = tags && tags->kind == JSON_ARRAY ? tags->child : NULL; tag;
	     tag = tag->next) {
		struct str name = json_str(json_get(tag, "name"), STR(""));

		if (name.n > 4 && str_eq_nocase(str_cut(name, 0, 4), STR("tlp:")) &&
		    tlp_of(name, &t) && (!any || t > found)) {
			found = t;
			any = true;
		}
	}
	return found;
}

/* MISP writes booleans as such, and in places as "0" and "1". */
static bool flag(const struct json *v, bool none)
{
	if (json_is_str(v))
		return !str_eq(v->text, STR("0")) && v->text.n;
	return json_bool(v, none);
}

/* The parts of "domain|ip" that can be matched are offered one by one; the value is split at its
 * last bar, because file names may hold bars. */
static void offer_composite(struct job *job, struct str type, struct str value,
			    const struct indicator *facts)
{
	size_t bar = value.n, type_bar = str_find(type, '|');
	struct str types[2] = { str_cut(type, 0, type_bar), str_cut(type, type_bar + 1, type.n) };
	struct str values[2];
	bool any = false;

	while (bar > 0 && value.p[bar - 1] != '|')
		bar--;
	values[0] = str_cut(value, 0, bar ? bar - 1 : value.n);
	values[1] = bar ? str_cut(value, bar, value.n) : (struct str){ 0 };
	for (int i = 0; i < 2; i++) {
		enum indicator_kind kind;

		if (feed_type_of(types[i], &kind) != FEED_USE_KIND)
			continue;
		feed_offer(job->sink, job->a, kind, types[i], values[i], facts);
		any = true;
	}
	if (!any)
		feed_set_aside(job->sink, facts->line, type, false);
}

static void offer_attribute(struct job *job, struct str type, struct str value, bool to_ids,
			    const struct indicator *facts)
{
	enum indicator_kind kind;
	enum feed_use use = feed_type_of(type, &kind);

	if (str_eq(type, STR("malware-sample")))
		type = STR("filename|md5");
	if (use == FEED_USE_PERSONAL)
		feed_set_aside(job->sink, facts->line, type, true);
	else if (!to_ids)
		feed_set_aside(job->sink, facts->line, STR("to_ids=false"), false);
	else if (str_find(type, '|') != SIZE_MAX)
		offer_composite(job, type, value, facts);
	else if (use == FEED_USE_KIND)
		feed_offer(job->sink, job->a, kind, type, value, facts);
	else
		feed_set_aside(job->sink, facts->line, type, false);
}

static void read_attribute(struct job *job, const struct json *v, uint64_t line)
{
	const struct json *type = json_get(v, "type"), *value = json_get(v, "value");
	struct indicator facts = feed_facts(line);
	struct why why = { 0 };
	enum tlp tlp = tag_tlp(json_get(v, "Tag"), job->tlp);

	facts.ref = json_str(json_get(v, "uuid"), STR(""));
	(void)tlp_of(json_str(json_get(v, "tlp"), STR("")), &tlp);
	facts.tlp = (uint8_t)tlp;
	if (!json_is_str(type) || !type->text.n || !value ||
	    (value->kind != JSON_STRING && value->kind != JSON_NUMBER)) {
		why_set(&why, ERR_SYNTAX, SAY_MISP_ATTRIBUTE);
		feed_refuse(job->sink, line, facts.ref, &why);
	} else if (flag(json_get(v, "deleted"), false)) {
		feed_set_aside(job->sink, line, STR("deleted"), false);
	} else {
		offer_attribute(job, type->text, value->text, flag(json_get(v, "to_ids"), true),
				&facts);
	}
}

static enum err one_attribute(struct job *job, struct json_reader *r, enum json_tok t)
{
	uint64_t line = feed_line_at(&job->lines, json_offset(r));
	struct why bad = { 0 };
	struct json *v;
	enum err e;

	arena_reset(job->a);
	if (!feed_json_value(r, job->in, t, job->a, &v, &e, &bad))
		return json_error(r, job->why);
	if (e != ERR_OK)
		feed_refuse(job->sink, line, (struct str){ 0 }, &bad);
	else
		read_attribute(job, v, line);
	return ERR_OK;
}

/* ---- wrappers ---- */

static bool is_attribute_key(struct str key)
{
	return str_eq(key, STR("Attribute")) || str_eq(key, STR("attributes")) ||
	       str_eq(key, STR("iocs"));
}

static bool is_wrapper_key(struct str key)
{
	return str_eq(key, STR("Event")) || str_eq(key, STR("response")) ||
	       str_eq(key, STR("Object"));
}

/* Looks through the object at `offset` ahead of time: its tags may stand behind its attributes. */
static struct event_head look_ahead(struct job *job, size_t offset)
{
	struct event_head h = { .tlp = job->tlp };
	struct arena *a = arena_open();
	struct str rest = str_cut(job->in, offset, job->in.n);
	struct json_reader *r = json_open(a, rest, feed_json_limits());
	enum json_tok t = json_next(r);

	while (t != JSON_ERROR && (t = json_next(r)) == JSON_KEY) {
		struct str key = json_text(r);
		bool info = str_eq(key, STR("info"));
		struct json *v;
		enum err e;

		h.type |= str_eq(key, STR("type"));
		h.value |= str_eq(key, STR("value"));
		h.inner |= is_attribute_key(key) || is_wrapper_key(key);
		if (!info && !str_eq(key, STR("Tag"))) {
			json_skip(r);
			continue;
		}
		if (!feed_json_value(r, rest, json_next(r), a, &v, &e, NULL) || e != ERR_OK)
			continue;
		if (info && json_is_str(v))
			job->sink->title(job->sink->ctx, v->text);
		else
			h.tlp = tag_tlp(v, h.tlp);
	}
	arena_close(a);
	return h;
}

static enum err walk_array(struct job *job, struct json_reader *r, bool attributes)
{
	for (;;) {
		enum json_tok t = json_next(r);
		enum err e = ERR_OK;

		if (t == JSON_ARRAY_END)
			return ERR_OK;
		if (attributes)
			e = one_attribute(job, r, t);
		else if (t == JSON_OBJECT)
			e = walk_object(job, r);
		else if (t == JSON_ERROR || (t == JSON_ARRAY && !json_skip(r)))
			e = json_error(r, job->why);
		if (e != ERR_OK)
			return e;
	}
}

/* The value of a key that holds attributes or wraps them. */
static enum err walk_value(struct job *job, struct json_reader *r, bool attributes)
{
	enum json_tok t = json_next(r);

	if (t == JSON_ARRAY)
		return walk_array(job, r, attributes);
	if (t == JSON_OBJECT)
		return attributes ? one_attribute(job, r, t) : walk_object(job, r);
	return t == JSON_ERROR ? json_error(r, job->why) : ERR_OK;
}

/* Just behind the '{' of an event, a wrapper or a bare attribute. */
static enum err walk_object(struct job *job, struct json_reader *r)
{
	struct event_head h = look_ahead(job, json_offset(r));
	enum tlp outer = job->tlp;
	enum err e = ERR_OK;
	enum json_tok t;

	if (h.type && h.value && !h.inner)
		return one_attribute(job, r, JSON_OBJECT);
	job->tlp = h.tlp;
	while (e == ERR_OK && (t = json_next(r)) == JSON_KEY) {
		bool attributes = is_attribute_key(json_text(r));

		if (attributes || is_wrapper_key(json_text(r)))
			e = walk_value(job, r, attributes);
		else if (!json_skip(r))
			e = json_error(r, job->why);
	}
	job->tlp = outer;
	return e == ERR_OK ? json_error(r, job->why) : e;
}

enum err feed_misp_read(struct str bytes, struct str map, const struct feed_sink *sink,
			struct why *why)
{
	struct arena *a = arena_open();
	struct json_reader *r = json_open(a, bytes, feed_json_limits());
	struct job job = { .in = bytes, .sink = sink, .a = arena_open(), .why = why };
	enum json_tok t = json_next(r);
	enum err e;

	(void)map;
	job.lines = feed_offsets_of(bytes);
	if (t == JSON_OBJECT)
		e = walk_object(&job, r);
	else if (t == JSON_ARRAY)
		e = walk_array(&job, r, false);
	else
		e = json_error(r, why) ? json_error(r, why) :
					 why_set(why, ERR_UNSUPPORTED, SAY_MISP_NO_EVENT);
	if (e == ERR_OK && json_next(r) != JSON_END)
		e = json_error(r, why);
	arena_close(job.a);
	arena_close(a);
	return e;
}
