/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_json.c - what is read is written and read again to the same canonical bytes; the canonical
 * form is its own canonical form; the pull reader and the tree agree on the verdict; the lax
 * reader takes all that the strict one takes.
 */
#include "base/ensure.h"
#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool pull(struct arena *a, struct str in, struct json_limits limits)
{
	struct json_reader *r = json_open(a, in, limits);
	enum json_tok t;

	do
		t = json_next(r);
	while (t != JSON_END && t != JSON_ERROR);
	ensure((t == JSON_ERROR) == (json_error(r, NULL) != ERR_OK));
	return t == JSON_END;
}

static bool skips(struct arena *a, struct str in)
{
	struct json_reader *r = json_open(a, in, (struct json_limits){ 0 });
	enum json_tok t = json_next(r);

	if ((t == JSON_OBJECT || t == JSON_ARRAY) && !json_skip(r))
		return false;
	return t != JSON_ERROR && json_next(r) == JSON_END;
}

static void round_trip(struct arena *a, struct json *v)
{
	struct buf plain = { 0 }, again = { 0 }, canon = { 0 }, canon2 = { 0 };
	struct json_writer w = json_write(&plain);
	struct json *v2;
	enum err e;

	json_w_tree(&w, v);
	ensure(json_parse(a, buf_str(&plain), (struct json_limits){ 0 }, &v2, NULL) == ERR_OK);
	w = json_write(&again);
	json_w_tree(&w, v2);
	ensure(str_eq(buf_str(&plain), buf_str(&again)));
	e = json_canon(v, &canon, NULL);
	ensure(json_canon(v2, &again, NULL) == e);
	if (e == ERR_OK) {
		ensure(json_canon_text(buf_str(&canon), &canon2, NULL) == ERR_OK);
		ensure(str_eq(buf_str(&canon), buf_str(&canon2)));
	}
	buf_fini(&plain);
	buf_fini(&again);
	buf_fini(&canon);
	buf_fini(&canon2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct str in = str_n((const char *)data, n);
	struct json_limits lax = { .lone_surrogates = true },
			   dup = { .duplicates = JSON_DUP_ERROR };
	struct json *v;
	struct why why;
	bool ok = json_parse(a, in, (struct json_limits){ 0 }, &v, &why) == ERR_OK;

	ensure(ok == pull(a, in, dup));
	if (ok) {
		ensure(pull(a, in, lax) && skips(a, in));
		round_trip(a, v);
	} else {
		ensure(why.line > 0);
	}
	arena_close(a);
	return 0;
}
