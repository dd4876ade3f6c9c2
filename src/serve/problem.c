/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/problem.h"

#include "wire/json.h"

static const struct {
	int status;
	const char *name;
	enum say_id title;
} table[] = {
	{ 500, "internal", SAY_PROBLEM_INTERNAL }, /* also for what is not listed */
	{ 400, "bad-request", SAY_PROBLEM_BAD_REQUEST },
	{ 403, "denied", SAY_PROBLEM_DENIED },
	{ 404, "not-found", SAY_PROBLEM_NOT_FOUND },
	{ 405, "method-not-allowed", SAY_PROBLEM_METHOD },
	{ 406, "not-acceptable", SAY_PROBLEM_ACCEPT },
	{ 409, "conflict", SAY_PROBLEM_CONFLICT },
	{ 413, "content-too-large", SAY_PROBLEM_CONTENT },
	{ 414, "uri-too-long", SAY_PROBLEM_URI },
	{ 415, "unsupported-media-type", SAY_PROBLEM_MEDIA },
	{ 421, "misdirected-request", SAY_PROBLEM_HOST },
	{ 422, "unsupported", SAY_PROBLEM_UNSUPPORTED },
	{ 431, "headers-too-large", SAY_PROBLEM_HEADERS },
	{ 503, "busy", SAY_PROBLEM_BUSY },
	{ 504, "timeout", SAY_PROBLEM_TIMEOUT },
};

static size_t row(int status)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].status == status)
			return i;
	return 0;
}

const char *problem_name(int status)
{
	return table[row(status)].name;
}

enum say_id problem_title(int status)
{
	return table[row(status)].title;
}

static void write_place(struct json_writer *w, const struct why *why)
{
	if (!why->line)
		return;
	json_w_key(w, "line");
	json_w_u64(w, why->line);
	if (why->column) {
		json_w_key(w, "column");
		json_w_u64(w, why->column);
	}
}

void problem_json(int status, enum lang lang, const struct why *why, struct buf *out)
{
	struct json_writer w = json_write(out);
	struct buf text = { 0 };

	json_w_object(&w);
	buf_printf(&text, "urn:cresset:problem:%s", problem_name(status));
	json_w_key(&w, "type");
	json_w_str(&w, buf_str(&text));
	json_w_key(&w, "title");
	json_w_str(&w, say_text(lang, problem_title(status)));
	json_w_key(&w, "status");
	json_w_i64(&w, status);
	if (why) {
		buf_clear(&text);
		why_sentence(why, lang, &text);
		json_w_key(&w, "detail");
		json_w_str(&w, buf_str(&text));
		write_place(&w, why);
	}
	json_w_object_end(&w);
	buf_c(out, '\n');
	buf_fini(&text);
}
