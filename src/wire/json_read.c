/* SPDX-License-Identifier: Apache-2.0 */
/* json_read.c - the pull reader: one token a call, one look at each byte. */
#include "wire/json_inner.h"

#include "base/ensure.h"

enum { NUMBER_MAX = 4096 };
static const size_t input_max = (size_t)1 << 30;

struct json_reader *json_open(struct arena *a, struct str in, struct json_limits limits)
{
	struct json_reader *r = arena_new(a, struct json_reader);

	r->a = a;
	r->start = r->p = r->token = in.p ? in.p : "";
	r->end = r->start + in.n;
	r->depth_max = limits.depth ? limits.depth : JSON_DEPTH_DEFAULT;
	ensure(r->depth_max <= JSON_DEPTH_MAX);
	r->lone_surrogates = limits.lone_surrogates;
	if (limits.duplicates == JSON_DUP_ERROR)
		r->keys = json_keys_open(a, r->depth_max);
	if (in.n > input_max)
		json_fail(r, ERR_LIMIT, SAY_JSON_INPUT_LONG, r->start, A((uint64_t)input_max));
	if (str_starts(in, STR("\xEF\xBB\xBF"))) /* a mark that RFC 8259 lets readers ignore */
		r->p += 3;
	return r;
}

enum json_tok json_fail(struct json_reader *r, enum err code, enum say_id id, const char *where,
			struct say_arg arg)
{
	if (r->state == JSON_FAILED)
		return JSON_ERROR;
	r->state = JSON_FAILED;
	r->code = code;
	r->id = id;
	r->where = where;
	r->arg = arg;
	r->text = (struct str){ 0 };
	return JSON_ERROR;
}

static enum json_tok fail(struct json_reader *r, enum say_id id)
{
	return json_fail(r, ERR_SYNTAX, r->p == r->end ? SAY_JSON_CUT : id, r->p, A(0));
}

static inline void skip_space(struct json_reader *r)
{
	const char *p = r->p;

	while (p < r->end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
		p++;
	r->p = p;
}

static inline bool in_object(const struct json_reader *r)
{
	unsigned d = r->depth - 1;

	return r->objects[d / 64] >> (d % 64) & 1;
}

static enum json_tok open_container(struct json_reader *r, bool object)
{
	unsigned d = r->depth;
	uint64_t bit = (uint64_t)1 << (d % 64);

	if (d == r->depth_max)
		return json_fail(r, ERR_LIMIT, SAY_JSON_DEPTH, r->p, A(r->depth_max));
	if (object)
		r->objects[d / 64] |= bit;
	else
		r->objects[d / 64] &= ~bit;
	if (object && r->keys)
		json_keys_enter(r->keys);
	r->depth++;
	r->p++;
	r->state = object ? JSON_WANT_KEY : JSON_WANT_ELEMENT;
	return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_tok close_container(struct json_reader *r)
{
	bool object = in_object(r);

	if (object && r->keys)
		json_keys_leave(r->keys);
	r->depth--;
	r->p++;
	r->state = JSON_AFTER_VALUE;
	return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

/* One piece of memory for all decoded strings; a larger one replaces it. */
static void decode(struct json_reader *r)
{
	if (r->scratch_size < r->raw.n) {
		r->scratch_size = r->raw.n < 256 ? 512 : 2 * r->raw.n;
		r->scratch = arena_alloc(r->a, r->scratch_size);
	}
	r->text = str_n(r->scratch, json_unescape(r->raw, r->scratch));
}

/* A key or string; p stands on its quote. */
static inline bool read_string(struct json_reader *r)
{
	r->p++;
	if (!json_scan_string(r))
		return false;
	r->text = r->raw;
	if (r->escaped && !r->keep_raw)
		decode(r);
	return true;
}

/* Decoded even while skipping: "a" and "\u0061" are one key. */
static bool is_new_key(struct json_reader *r)
{
	struct str key = r->text;

	if (r->escaped) {
		char *p = arena_alloc(r->a, r->raw.n);

		key = str_n(p, json_unescape(r->raw, p));
	}
	return json_keys_add(r->keys, key);
}

static enum json_tok read_key(struct json_reader *r)
{
	r->token = r->p;
	if (r->p == r->end || *r->p != '"')
		return fail(r, SAY_JSON_KEY);
	if (!read_string(r))
		return JSON_ERROR;
	if (r->keys && !is_new_key(r))
		return json_fail(r, ERR_SYNTAX, SAY_JSON_DUPLICATE, r->token,
				 A(str_cut(r->raw, 0, 100)));
	skip_space(r);
	if (r->p == r->end || *r->p != ':')
		return fail(r, SAY_JSON_COLON);
	r->p++;
	r->state = JSON_WANT_VALUE;
	return JSON_KEY;
}

static inline const char *digits(const char *p, const char *end)
{
	while (p < end && ascii_is_digit(*p))
		p++;
	return p;
}

/* The end of the number at p, or NULL with *bad where it stops being one. */
static const char *number_end(const char *p, const char *end, const char **bad)
{
	const char *q;

	if (p < end && *p == '-')
		p++;
	q = digits(p, end);
	*bad = p;
	if (q == p || (*p == '0' && q - p > 1))
		return NULL;
	p = q;
	if (p < end && *p == '.') {
		q = digits(p + 1, end);
		*bad = q;
		if (q == p + 1)
			return NULL;
		p = q;
	}
	if (p < end && (*p | 32) == 'e') {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		q = digits(p, end);
		*bad = q;
		if (q == p)
			return NULL;
		p = q;
	}
	return p;
}

static enum json_tok read_number(struct json_reader *r)
{
	const char *bad, *q = number_end(r->p, r->end, &bad);

	if (!q) {
		r->p = bad;
		return fail(r, SAY_JSON_NUMBER);
	}
	if (q - r->p > NUMBER_MAX)
		return json_fail(r, ERR_LIMIT, SAY_JSON_NUMBER_LONG, r->p, A(NUMBER_MAX));
	r->text = str_n(r->p, (size_t)(q - r->p));
	r->p = q;
	r->state = JSON_AFTER_VALUE;
	return JSON_NUMBER;
}

static enum json_tok read_word(struct json_reader *r, struct str word, enum json_tok tok)
{
	struct str rest = str_n(r->p, (size_t)(r->end - r->p));

	if (!str_starts(rest, word)) {
		if (rest.n < word.n && str_starts(word, rest))
			r->p = r->end;
		return fail(r, SAY_JSON_VALUE);
	}
	r->text = str_n(r->p, word.n);
	r->p += word.n;
	r->state = JSON_AFTER_VALUE;
	return tok;
}

static enum json_tok read_value(struct json_reader *r)
{
	skip_space(r);
	r->token = r->p;
	if (r->p == r->end)
		return r->depth == 0 ? json_fail(r, ERR_SYNTAX, SAY_JSON_EMPTY, r->p, A(0)) :
				       fail(r, SAY_JSON_CUT);
	switch (*r->p) {
	case '"':
		if (!read_string(r))
			return JSON_ERROR;
		r->state = JSON_AFTER_VALUE;
		return JSON_STRING;
	case '{':
		return open_container(r, true);
	case '[':
		return open_container(r, false);
	case 't':
		return read_word(r, STR("true"), JSON_TRUE);
	case 'f':
		return read_word(r, STR("false"), JSON_FALSE);
	case 'n':
		return read_word(r, STR("null"), JSON_NULL);
	default:
		if (*r->p == '-' || ascii_is_digit(*r->p))
			return read_number(r);
		return fail(r, SAY_JSON_VALUE);
	}
}

static enum json_tok after_value(struct json_reader *r)
{
	bool object;

	if (r->depth == 0)
		return r->p == r->end ? JSON_END : fail(r, SAY_JSON_TRAILING);
	object = in_object(r);
	if (r->p == r->end)
		return fail(r, SAY_JSON_CUT);
	if (*r->p == (object ? '}' : ']'))
		return close_container(r);
	if (*r->p != ',')
		return fail(r, object ? SAY_JSON_COMMA_OBJECT : SAY_JSON_COMMA_ARRAY);
	r->p++;
	if (!object)
		return read_value(r);
	skip_space(r);
	return read_key(r);
}

enum json_tok json_next(struct json_reader *r)
{
	if (r->state == JSON_FAILED)
		return JSON_ERROR;
	if (r->state == JSON_WANT_VALUE)
		return read_value(r);
	skip_space(r);
	r->token = r->p;
	if (r->state == JSON_AFTER_VALUE)
		return after_value(r);
	if (r->p < r->end && *r->p == (r->state == JSON_WANT_KEY ? '}' : ']'))
		return close_container(r);
	return r->state == JSON_WANT_KEY ? read_key(r) : read_value(r);
}

struct str json_text(const struct json_reader *r)
{
	return r->text;
}

size_t json_offset(const struct json_reader *r)
{
	return (size_t)(r->token - r->start);
}

size_t json_end(const struct json_reader *r)
{
	return (size_t)(r->p - r->start);
}

bool json_skip(struct json_reader *r)
{
	unsigned depth = r->depth;
	enum json_tok t;

	if (r->state == JSON_FAILED)
		return false;
	if (r->state == JSON_WANT_ELEMENT || r->state == JSON_WANT_KEY)
		depth--; /* inside a container that was just opened */
	else
		ensure(r->state == JSON_WANT_VALUE);
	r->keep_raw = true;
	do
		t = json_next(r);
	while (t != JSON_ERROR && (r->depth > depth || r->state != JSON_AFTER_VALUE));
	r->keep_raw = false;
	return t != JSON_ERROR;
}

uint64_t json_line_at(struct str in, size_t offset, uint64_t *column)
{
	struct str head = str_cut(in, 0, offset);
	const char *p = head.p, *end = head.p + head.n, *nl;
	uint64_t line = 1, col = 1;

	for (; head.n && (nl = memchr(p, '\n', (size_t)(end - p))); p = nl + 1)
		line++;
	for (; p < end; p++)
		col += ((unsigned char)*p & 0xC0) != 0x80; /* characters, not bytes */
	if (column)
		*column = col;
	return line;
}

enum err json_error(const struct json_reader *r, struct why *why)
{
	struct str in = str_n(r->start, (size_t)(r->end - r->start));
	uint64_t line, column;

	if (r->state != JSON_FAILED)
		return ERR_OK;
	line = json_line_at(in, (size_t)(r->where - r->start), &column);
	why_set_(why, r->code, r->id, &r->arg, 1);
	why_at(why, NULL, line, column);
	return r->code;
}
