/* SPDX-License-Identifier: Apache-2.0 */
/* feed_stix.c - STIX 2.1 and 2.0 bundles: their indicator objects. */
#include "wire/feed_parts.h"

#include "wire/time3339.h"

struct job {
	struct str in;
	const struct feed_sink *sink;
	struct arena *a; /* of one object */
	struct indicator facts;
};

/* The marking definitions that the standards fix: TLP 1 (STIX 2.1 section 7.2.1.4) and TLP 2.0
 * (the OASIS extension definition for it). */
static const struct {
	const char *id;
	enum tlp tlp;
} markings[] = {
	{ "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", TLP_CLEAR },
	{ "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", TLP_GREEN },
	{ "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", TLP_AMBER },
	{ "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", TLP_RED },
	{ "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", TLP_CLEAR },
	{ "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", TLP_GREEN },
	{ "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", TLP_AMBER },
	{ "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", TLP_AMBER_STRICT },
	{ "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", TLP_RED },
};

/* The strictest marking that is named. */
static enum tlp tlp_of_refs(const struct json *refs)
{
	enum tlp tlp = TLP_CLEAR;

	for (const struct json *r = refs && refs->kind == JSON_ARRAY ? refs->child : NULL; r;
	     r = r->next)
		for (size_t i = 0; i < sizeof markings / sizeof *markings; i++)
			if (str_eq(json_str(r, STR("")), str_of(markings[i].id)) &&
			    markings[i].tlp > tlp)
				tlp = markings[i].tlp;
	return tlp;
}

static void on_found(void *ctx, const struct stix_found *f)
{
	struct job *job = ctx;

	feed_offer(job->sink, job->a, f->kind, (struct str){ 0 }, f->value, &job->facts);
}

static void on_aside(void *ctx, struct str type, bool personal)
{
	struct job *job = ctx;

	feed_set_aside(job->sink, job->facts.line, type, personal);
}

static struct indicator read_facts(const struct json *v, uint64_t line)
{
	struct indicator f = feed_facts(line);
	int64_t confidence;

	f.ref = json_str(json_get(v, "id"), STR(""));
	f.tlp = (uint8_t)tlp_of_refs(json_get(v, "object_marking_refs"));
	if (json_int(json_get(v, "confidence"), &confidence) && confidence >= 0 &&
	    confidence <= 100)
		f.confidence = (uint8_t)confidence;
	/* A time that cannot be read bounds nothing: better a hit too many than one lost. */
	(void)time3339_read(json_str(json_get(v, "valid_from"), STR("")), true, &f.valid_from);
	(void)time3339_read(json_str(json_get(v, "valid_until"), STR("")), true, &f.valid_until);
	return f;
}

static void read_indicator(struct job *job, const struct json *v, uint64_t line)
{
	struct str type = json_str(json_get(v, "pattern_type"), STR("stix"));
	struct str text = json_str(json_get(v, "pattern"), STR(""));
	struct why why = { 0 };

	job->facts = read_facts(v, line);
	if (json_bool(json_get(v, "revoked"), false)) {
		feed_set_aside(job->sink, line, STR("revoked"), false);
	} else if (type.n && !str_eq_nocase(type, STR("stix"))) {
		feed_set_aside(job->sink, line, type, false);
	} else if (text.n == 0) {
		why_set(&why, ERR_SYNTAX, SAY_STIX_NO_PATTERN);
		feed_refuse(job->sink, line, job->facts.ref, &why);
	} else if (stix_pattern_read(job->a, text, on_found, on_aside, job, &why) == STIX_INVALID) {
		feed_refuse(job->sink, line, text, &why);
	}
}

static void read_object(struct job *job, const struct json *v, uint64_t line)
{
	struct str type = json_str(json_get(v, "type"), STR(""));

	if (str_eq(type, STR("indicator")))
		read_indicator(job, v, line);
	else if (str_eq(type, STR("report")) && json_is_str(json_get(v, "name")))
		job->sink->title(job->sink->ctx, json_get(v, "name")->text);
}

/* Array elements one by one, so that the size of a bundle does not matter. */
static enum err read_objects(struct job *job, struct json_reader *r, struct feed_offsets *lines,
			     struct why *why)
{
	for (;;) {
		enum json_tok t = json_next(r);
		uint64_t line = feed_line_at(lines, json_offset(r));
		struct why bad = { 0 };
		struct json *v;
		enum err e;

		if (t == JSON_ARRAY_END)
			return ERR_OK;
		arena_reset(job->a);
		if (!feed_json_value(r, job->in, t, job->a, &v, &e, &bad))
			return json_error(r, why);
		if (e != ERR_OK)
			feed_refuse(job->sink, line, (struct str){ 0 }, &bad);
		else
			read_object(job, v, line);
	}
}

/* A single object instead of a bundle: it is small enough to be read at once. */
static enum err read_single(struct job *job, struct why *why)
{
	struct json *v;
	enum err e;

	if (job->in.n > FEED_JSON_ENTRY_MAX)
		return why_set(why, ERR_UNSUPPORTED, SAY_STIX_NO_BUNDLE);
	e = json_parse(job->a, job->in, feed_json_limits(), &v, why);
	if (e == ERR_OK && !json_is_str(json_get(v, "type")))
		e = why_set(why, ERR_UNSUPPORTED, SAY_STIX_NO_BUNDLE);
	if (e == ERR_OK)
		read_object(job, v, 1);
	return e;
}

static enum err read_bundle(struct job *job, struct json_reader *r, struct why *why)
{
	struct feed_offsets lines = feed_offsets_of(job->in);
	bool seen = false;
	enum json_tok t;
	enum err e = ERR_OK;

	if (json_next(r) != JSON_OBJECT)
		return json_error(r, why) ? json_error(r, why) :
					    why_set(why, ERR_UNSUPPORTED, SAY_STIX_NO_BUNDLE);
	while (e == ERR_OK && (t = json_next(r)) == JSON_KEY) {
		bool objects = str_eq(json_text(r), STR("objects"));

		if (objects && json_next(r) == JSON_ARRAY) {
			e = read_objects(job, r, &lines, why);
			seen = true;
		} else if (objects || !json_skip(r)) {
			return json_error(r, why) ? json_error(r, why) :
						    why_set(why, ERR_SYNTAX, SAY_STIX_NO_BUNDLE);
		}
	}
	if (e == ERR_OK)
		e = json_next(r) == JSON_END ? ERR_OK : json_error(r, why);
	return e == ERR_OK && !seen ? read_single(job, why) : e;
}

enum err feed_stix_read(struct str bytes, struct str map, const struct feed_sink *sink,
			struct why *why)
{
	struct arena *a = arena_open();
	struct job job = { .in = bytes, .sink = sink, .a = arena_open() };
	enum err e = read_bundle(&job, json_open(a, bytes, feed_json_limits()), why);

	(void)map;
	arena_close(job.a);
	arena_close(a);
	return e;
}
