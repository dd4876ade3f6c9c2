/* SPDX-License-Identifier: Apache-2.0 */
/* feed_warninglist.c - MISP warning lists: {"name", "type", "list": [...], ...}. */
#include "wire/feed_parts.h"

/* "type" may stand behind "list", so the list is walked in a second pass. */
struct head {
	enum warn_type type;
	bool has_type, has_list;
	size_t list; /* offset of its '[' */
};

static bool type_of(struct str s, enum warn_type *out)
{
	for (unsigned t = 0; t < WARN_TYPES; t++) {
		if (str_eq_nocase(s, str_of(warn_type_name((enum warn_type)t)))) {
			*out = (enum warn_type)t;
			return true;
		}
	}
	return false;
}

static enum err bad_type(struct json_reader *r, struct why *why)
{
	return why_set(why, ERR_UNSUPPORTED, SAY_WARNINGLIST_TYPE, A(str_cut(json_text(r), 0, 60)));
}

static enum err read_head(struct json_reader *r, const struct feed_sink *sink, struct head *h,
			  struct why *why)
{
	enum json_tok t;

	if (json_next(r) != JSON_OBJECT)
		return json_error(r, why) ? json_error(r, why) :
					    why_set(why, ERR_UNSUPPORTED, SAY_WARNINGLIST_NO_LIST);
	while ((t = json_next(r)) == JSON_KEY) {
		bool type = str_eq(json_text(r), STR("type")),
		     name = str_eq(json_text(r), STR("name")),
		     list = str_eq(json_text(r), STR("list"));

		if (!type && !name && !list) {
			json_skip(r);
			continue;
		}
		t = json_next(r);
		if (type && t == JSON_STRING) {
			h->has_type = type_of(json_text(r), &h->type);
			if (!h->has_type)
				return bad_type(r, why);
		} else if (name && t == JSON_STRING) {
			sink->title(sink->ctx, json_text(r));
		} else if (list && t == JSON_ARRAY) {
			h->has_list = true;
			h->list = json_offset(r);
		}
		if (t == JSON_OBJECT || t == JSON_ARRAY)
			json_skip(r);
	}
	/* A broken end still leaves the list up to there. */
	return h->has_list        ? ERR_OK :
	       json_error(r, why) ? json_error(r, why) :
				    why_set(why, ERR_UNSUPPORTED, SAY_WARNINGLIST_NO_LIST);
}

static enum err read_list(struct str in, const struct head *h, const struct feed_sink *sink,
			  struct why *why)
{
	struct arena *a = arena_open();
	struct str list = str_cut(in, h->list, in.n);
	struct json_reader *r = json_open(a, list, feed_json_limits());
	struct feed_offsets lines = feed_offsets_of(in);
	enum json_tok t = json_next(r);

	while (t != JSON_ERROR && (t = json_next(r)) != JSON_ARRAY_END && t != JSON_ERROR) {
		uint64_t line = feed_line_at(&lines, h->list + json_offset(r));
		struct why bad = { 0 };

		if (t == JSON_STRING && str_trim(json_text(r)).n) {
			sink->warning(sink->ctx, h->type, str_trim(json_text(r)), line);
			continue;
		}
		why_set(&bad, ERR_SYNTAX, SAY_WARNINGLIST_ENTRY);
		feed_refuse(sink, line, json_text(r), &bad);
		if (t == JSON_OBJECT || t == JSON_ARRAY)
			json_skip(r);
	}
	arena_close(a);
	(void)why;
	return ERR_OK;
}

enum err feed_warninglist_read(struct str bytes, struct str map, const struct feed_sink *sink,
			       struct why *why)
{
	struct arena *a = arena_open();
	struct json_reader *r = json_open(a, bytes, feed_json_limits());
	struct head h = { .type = WARN_STRING }; /* MISP's own default */
	enum err e = read_head(r, sink, &h, why);

	(void)map;
	if (e == ERR_OK)
		e = read_list(bytes, &h, sink, why);
	if (e == ERR_OK) /* with what was read before the break delivered */
		e = json_error(r, why);
	arena_close(a);
	return e;
}
