/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_json_twins.c - our JSON reader against jansson and cJSON: same verdict, same values.
 *
 * jansson is strict and must agree, but for what it cannot hold or does not allow, each
 * told by its own error code: integers beyond 64 bits, reals beyond the doubles, NUL in a
 * key; and a byte-order mark, which we ignore and it refuses.
 * cJSON is lax (leading zeros, control characters, broken UTF-8, duplicates, ...), so only one
 * direction holds: what we take, it takes, with the same values.
 */
#include "test.h"

/* jansson has the names of our tokens for its types: it gets others, and is asked only here. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
static json_type type_of(const json_t *j)
{
	return json_typeof(j);
}
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include "base/file.h"
#include "base/rand.h"
#include "wire/json.h"

#include <cjson/cJSON.h>
#include <ftw.h>

static const struct json_limits limits = { .depth = JSON_DEPTH_MAX };

static const char *const corpus[] = {
	"0",
	"-0.0",
	"[]",
	"{}",
	" [ 1 , 2 ] ",
	"\"\"",
	"true",
	"false",
	"null",
	"{\"a\":{\"b\":{\"c\":[1,2,{\"d\":null}]}}}",
	"[0,-1,1.5,2e10,3E-5,-4.25e+3,123456789012345,0.1,1e-400]",
	"[\"\\u0041\\u00e9\\u70fd\\ud83d\\udd25\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
	"{\"url\":\"http:\\/\\/evil.example\\/a?b=c\",\"n\":[true,false,null]}",
	"{\"烽燧\":\"节点\",\"emoji\":\"\xF0\x9F\x94\xA5\",\"\":0}",
	"[[[[[[[[[[1]]]]]]]]]]",
	"[9223372036854775807,-9223372036854775808,9223372036854775808]",
	"{\"a\":1,\"a\":2}",
	"[1,]",
	"[1 2]",
	"{\"a\"}",
	"{\"a\":}",
	"01",
	"1.",
	".5",
	"+1",
	"1e",
	"[\"\\ud800\"]",
	"[\"\\udc00\"]",
	"[\"\\u00\"]",
	"[\"\\x\"]",
	"\"abc",
	"[\"\t\"]",
	"\xEF\xBB\xBF{\"bom\":true}",
	"{\"a\":\"\\u0000\"}",
	"{\"\\u0000\":1}",
	"nulL",
	"[1]x",
	"\"\xC3\x28\"",
	"\"\xED\xA0\x80\"",
	"\"\xF4\x90\x80\x80\"",
	"1e999",
	"{\"timestamp\":\"2026-01-01T00:00:00.000000+0000\",\"event_type\":\"dns\",\"dns\":{"
	"\"type\":"
	"\"query\",\"id\":1,\"rrname\":\"a.evil.example\",\"tx_id\":0}}",
};

static void same_cjson(const struct json *v, const cJSON *c)
{
	const cJSON *cc = c->child;
	size_t n = 0;
	double d;

	assert_int_equal(v->kind == JSON_OBJECT, cJSON_IsObject(c));
	assert_int_equal(v->kind == JSON_ARRAY, cJSON_IsArray(c));
	assert_int_equal(v->kind == JSON_TRUE, cJSON_IsTrue(c));
	assert_int_equal(v->kind == JSON_FALSE, cJSON_IsFalse(c));
	assert_int_equal(v->kind == JSON_NULL, cJSON_IsNull(c));
	if (v->kind == JSON_NUMBER && json_double(v, &d))
		assert_true(cJSON_IsNumber(c) && c->valuedouble == d);
	if (v->kind == JSON_STRING && !memchr(v->text.p, 0, v->text.n))
		assert_str(v->text, c->valuestring);
	for (const struct json *m = v->child; m; m = m->next, cc = cc->next, n++) {
		assert_non_null(cc);
		if (v->kind == JSON_OBJECT && !memchr(m->key.p, 0, m->key.n))
			assert_str(m->key, cc->string);
		same_cjson(m, cc);
	}
	assert_null(cc);
	assert_int_equal(n, v->count);
}

static void same_jansson(const struct json *v, const json_t *j)
{
	int64_t i = 0;
	double d = 0;

	switch (v->kind) {
	case JSON_OBJECT:
		assert_int_equal(type_of(j), JANSSON_OBJECT);
		assert_int_equal(v->count, json_object_size(j));
		for (const struct json *m = v->child; m; m = m->next) {
			const json_t *x = json_object_getn(j, m->key.p, m->key.n);

			assert_non_null(x);
			same_jansson(m, x);
		}
		break;
	case JSON_ARRAY:
		assert_int_equal(type_of(j), JANSSON_ARRAY);
		assert_int_equal(v->count, json_array_size(j));
		i = 0;
		for (const struct json *m = v->child; m; m = m->next)
			same_jansson(m, json_array_get(j, (size_t)i++));
		break;
	case JSON_STRING:
		assert_int_equal(type_of(j), JANSSON_STRING);
		assert_int_equal(v->text.n, json_string_length(j));
		assert_memory_equal(v->text.p, json_string_value(j), v->text.n);
		break;
	case JSON_NUMBER:
		if (type_of(j) == JSON_INTEGER) {
			assert_true(json_int(v, &i) && i == json_integer_value(j));
		} else {
			assert_int_equal(type_of(j), JSON_REAL);
			assert_true(json_double(v, &d) && d == json_real_value(j));
		}
		break;
	default:
		assert_int_equal(type_of(j) == JANSSON_TRUE, v->kind == JSON_TRUE);
		assert_int_equal(type_of(j) == JANSSON_FALSE, v->kind == JSON_FALSE);
		assert_int_equal(type_of(j) == JANSSON_NULL, v->kind == JSON_NULL);
	}
}

static bool jansson_cannot(enum json_error_code code, struct str in)
{
	return code == json_error_numeric_overflow || code == json_error_null_byte_in_key ||
	       str_starts(in, STR("\xEF\xBB\xBF"));
}

static unsigned accepted, refused;

static void compare(struct str in)
{
	struct arena *a = arena_open();
	struct json *v = NULL;
	enum err e = json_parse(a, in, limits, &v, NULL);
	json_error_t je;
	json_t *j = json_loadb(in.p, in.n,
			       JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);

	if (!j && e == ERR_OK && !jansson_cannot(json_error_code(&je), in))
		fail_msg("we take, jansson does not (%s): %.*s", je.text, STR_FMT(in));
	if (j && e)
		fail_msg("jansson takes, we do not: %.*s", STR_FMT(in));
	if (j)
		same_jansson(v, j);
	json_decref(j);
	if (e == ERR_OK) {
		cJSON *c = cJSON_ParseWithLength(in.p, in.n);

		if (!c)
			fail_msg("cJSON does not take: %.*s", STR_FMT(in));
		same_cjson(v, c);
		cJSON_Delete(c);
	}
	*(e ? &refused : &accepted) += 1;
	arena_close(a);
}

TEST(the_corpus_gets_the_same_verdict_and_values)
{
	for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++)
		compare(str_of(corpus[i]));
}

/* One random change: a byte set, taken out, put in (mostly of JSON's own), or a piece doubled. */
static void mutate(struct prng *r, struct buf *b)
{
	static const char own[] =
		"{}[],:\"\\0123456789eE+-.tfnu \n\x01\x7F\xC3\xA9\xED\xA0\x80\xF0\xFF";
	size_t at = b->n ? prng_below(r, b->n) : 0, len;
	char c = own[prng_below(r, sizeof own - 1)];

	switch (prng_below(r, 4)) {
	case 0:
		if (b->n)
			b->p[at] = c;
		break;
	case 1:
		if (b->n)
			memmove(b->p + at, b->p + at + 1, --b->n - at);
		break;
	case 2:
		buf_c(b, c);
		memmove(b->p + at + 1, b->p + at, b->n - 1 - at);
		b->p[at] = c;
		break;
	default:
		len = b->n ? prng_below(r, b->n - at) : 0;
		buf_reserve(b, len);
		memmove(b->p + at + len, b->p + at, b->n - at);
		b->n += len;
	}
}

TEST(random_changes_get_the_same_verdict_and_values)
{
	struct prng r = prng_of(8259);
	struct buf b = { 0 };

	for (int i = 0; i < 60000; i++) {
		buf_clear(&b);
		buf_puts(&b, corpus[prng_below(&r, sizeof corpus / sizeof *corpus)]);
		for (uint64_t k = prng_below(&r, 4); k-- > 0;)
			mutate(&r, &b);
		compare(buf_str(&b));
	}
	buf_fini(&b);
	assert_true(accepted > 5000 && refused > 5000); /* both verdicts were really asked */
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *f)
{
	struct arena *a = arena_open();
	struct str in;

	if (type == FTW_F && st->st_size < 4 << 20 &&
	    (str_ends(str_of(path), STR(".json")) || str_ends(str_of(path), STR(".stix2")))) {
		assert_ok(file_read(path, 4 << 20, a, &in, NULL));
		compare(in);
	}
	arena_close(a);
	return 0;
}

TEST(real_files_get_the_same_verdict_and_values)
{
	const char *dirs[] = { SHARED("1-indicators"), SHARED("2-stix-misp"), SHARED("4-vuln"),
			       SHARED("6-documents") };

	accepted = 0;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		if (dirs[i])
			nftw(dirs[i], visit, 16, FTW_PHYS);
	if (!dirs[0])
		skip();
	assert_true(accepted > 100);
}

TESTS("wire/json_twins", CASE(the_corpus_gets_the_same_verdict_and_values),
      CASE(random_changes_get_the_same_verdict_and_values),
      CASE(real_files_get_the_same_verdict_and_values))
