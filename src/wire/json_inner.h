/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_inner.h - what the files json_*.c share; nobody else includes it.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "wire/json.h"

#include <endian.h>

enum json_state {
	JSON_WANT_VALUE,   /* at the start, after a colon, after a comma in an array */
	JSON_WANT_ELEMENT, /* just after '[': a value or ']' */
	JSON_WANT_KEY,     /* just after '{': a key or '}' */
	JSON_AFTER_VALUE,  /* a comma, the end of the container, or of the document */
	JSON_FAILED
};

struct json_keys; /* json_keys.c */

struct json_reader {
	const char *start, *p, *end;
	const char *token;
	struct str text; /* what json_text() answers */
	struct str raw;  /* of a string: the bytes between the quotes */
	bool escaped;    /* raw holds a backslash */
	bool keep_raw;   /* do not decode: we are skipping, or the tree decodes by itself */
	bool lone_surrogates;
	enum json_state state;
	unsigned depth, depth_max;
	uint64_t objects[JSON_DEPTH_MAX / 64]; /* bit d: the container at depth d is an object */
	struct json_keys *keys;                /* NULL: duplicates are not looked for */
	struct arena *a;
	char *scratch;
	size_t scratch_size;
	enum err code; /* the error: sentence, argument and place */
	enum say_id id;
	struct say_arg arg;
	const char *where;
};

/* ---- json_string.c ---- */

/* Walks a string from behind its opening quote: sets raw and escaped, and p behind the closing
 * quote. false: the error is set. */
bool json_scan_string(struct json_reader *r);
/* Decodes what json_scan_string() has accepted; `to` has room for raw.n bytes. */
size_t json_unescape(struct str raw, char *to);
/* Sets the error and the state; always JSON_ERROR. */
enum json_tok json_fail(struct json_reader *r, enum err code, enum say_id id, const char *where,
			struct say_arg arg);

/* ---- json_keys.c: which keys have the open objects? ---- */

struct json_keys *json_keys_open(struct arena *a, unsigned depth_max);
void json_keys_enter(struct json_keys *k);
void json_keys_leave(struct json_keys *k);
/* false: the innermost open object has it already. The key must outlive its object. */
bool json_keys_add(struct json_keys *k, struct str key);

/* ---- numbers (json_number.c) ---- */

enum { JSON_DOUBLE_TEXT = 32 };
/* As ECMAScript's Number::toString (ECMA-262 section 6.1.6.1.20): the shortest digits that read
 * back as v. v is finite. Returns the length. */
size_t json_double_text(double v, char out[static JSON_DOUBLE_TEXT]);

/* The first byte of [p, end) that is not plain ASCII text of a JSON string: a quote, a backslash,
 * a control character or a byte above 0x7F. Eight bytes a step. */
static inline const char *json_plain(const char *p, const char *end)
{
	const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;

	for (; end - p >= 8; p += 8) {
		uint64_t x, quote, slash, stop;

		memcpy(&x, p, 8);
		x = le64toh(x);
		quote = x ^ (ones * '"');
		slash = x ^ (ones * '\\');
		/* A borrow can only mark bytes behind a true mark, and the first counts. */
		stop = (x | ((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) |
			((slash - ones) & ~slash)) &
		       tops;
		if (stop)
			return p + (__builtin_ctzll(stop) >> 3);
	}
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' &&
	       *p != '\\')
		p++;
	return p;
}

/* The end of the run of bytes above 0x7F at p. */
static inline const char *json_high(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p >= 0x80)
		p++;
	return p;
}
