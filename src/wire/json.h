/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h - JSON (RFC 8259) in and out.
 *
 * Three ways in, one grammar:
 *  - the pull reader walks a length-bounded buffer token by token and builds nothing;
 *  - json_parse() makes a tree in an arena;
 *  - both refuse what the RFC refuses, with line and column of the byte that is wrong.
 *
 * Strings: escapes are decoded; invalid UTF-8 is an error (SAY_JSON_UTF8); a lone surrogate
 * escape is an error too, unless limits.lone_surrogates says that it becomes U+FFFD (real
 * feeds have them). Numbers are kept as their text; json_int() is exact or refuses.
 * Duplicate keys: json_parse() refuses them; the pull reader reports them when
 * limits.duplicates is JSON_DUP_ERROR (it then keeps the keys of open objects).
 *
 * Limits: input 1 GiB, depth json_limits.depth (default 64), key or string 16 MiB as written,
 * number 4,096 bytes. Memory of json_parse() is at most 48 bytes an input byte plus a constant. A
 * byte-order mark at the start is ignored (RFC 8259 section 8.1 allows it). Columns count
 * characters.
 *
 * Out: struct json_writer appends to a buf, escaping what must be; json_canon() writes a tree
 * as RFC 8785 (JCS), which is what the store hashes. JCS sorts keys by UTF-16 code units and
 * writes numbers as ECMAScript does; an integer beyond 2^53 that a double would change and a number
 * beyond the doubles are refused there (ERR_UNSUPPORTED).
 *
 * Threads: one reader or writer, one thread. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

enum json_tok {
	JSON_END, /* the document is over, and nothing but white space follows it */
	JSON_OBJECT,
	JSON_OBJECT_END,
	JSON_ARRAY,
	JSON_ARRAY_END,
	JSON_KEY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
	JSON_ERROR /* see json_error(); the reader stays in this state */
};

enum { JSON_DEPTH_DEFAULT = 64, JSON_DEPTH_MAX = 512, JSON_STRING_MAX = 16 << 20 };

struct json_limits {
	unsigned depth;       /* 0: JSON_DEPTH_DEFAULT; at most JSON_DEPTH_MAX */
	bool lone_surrogates; /* true: become U+FFFD instead of an error */
	enum { JSON_DUP_IGNORE, JSON_DUP_ERROR } duplicates; /* the pull reader only */
};

struct json_reader;

/* A reader over `in` (which must outlive it), its state and decoded strings in `a`. */
struct json_reader *json_open(struct arena *a, struct str in, struct json_limits limits);
enum json_tok json_next(struct json_reader *r);
/* The decoded text of a KEY or STRING, the literal text of a NUMBER. A text without escapes is a
 * slice of the input; a decoded one lives until the next json_next(), unless kept. */
struct str json_text(const struct json_reader *r);
/* Byte offset in the input where the current token begins. */
size_t json_offset(const struct json_reader *r);
/* Byte offset just behind the current token (behind the colon of a KEY). */
size_t json_end(const struct json_reader *r);
/* After OBJECT, ARRAY or KEY: goes past the whole value. false on error. */
bool json_skip(struct json_reader *r);
/* The line and column (may be NULL) of a byte of `in`, from 1: for an offset from above. */
uint64_t json_line_at(struct str in, size_t offset, uint64_t *column);
/* The error after JSON_ERROR: code and sentence, line and column; returns the code. */
enum err json_error(const struct json_reader *r, struct why *why);

/* ---- trees ---- */

struct json {
	enum json_tok kind; /* OBJECT, ARRAY, STRING, NUMBER, TRUE, FALSE, NULL */
	struct str key;     /* in an object; else empty */
	struct str text;    /* STRING decoded, NUMBER literal */
	struct json *child; /* first member or element, or NULL */
	struct json *next;  /* the next sibling, or NULL */
	size_t count;       /* members or elements */
	size_t offset;      /* where in the input it began */
};

/* The tree owns its text: `in` may go as soon as this returns. */
MUST_CHECK enum err json_parse(struct arena *a, struct str in, struct json_limits limits,
			       struct json **out, struct why *why);
/* Member by key, or NULL (also when obj is NULL or no object), so that calls can be chained. */
struct json *json_get(const struct json *obj, const char *key);
/* The text of a STRING; `none` for anything else, NULL included. */
struct str json_str(const struct json *v, struct str none);
bool json_is_str(const struct json *v);
/* Exact 64-bit integer of a NUMBER ("1e3" and "1.0" count as integers); false otherwise. */
bool json_int(const struct json *v, int64_t *out);
bool json_double(const struct json *v, double *out);
bool json_bool(const struct json *v, bool none);

/* ---- writing ---- */

struct json_writer {
	struct buf *out;
	unsigned depth;
	bool comma; /* the next value needs one */
};

struct json_writer json_write(struct buf *out);
void json_w_object(struct json_writer *w);
void json_w_object_end(struct json_writer *w);
void json_w_array(struct json_writer *w);
void json_w_array_end(struct json_writer *w);
void json_w_key(struct json_writer *w, const char *key);
void json_w_key_str(struct json_writer *w, struct str key);
/* Bytes that are not UTF-8 are written as U+FFFD: our output is always valid. */
void json_w_str(struct json_writer *w, struct str s);
/* A whole member: "key": text; the second writes null for an empty text. */
void json_w_text(struct json_writer *w, const char *key, struct str s);
void json_w_text_or_null(struct json_writer *w, const char *key, struct str s);
void json_w_cstr(struct json_writer *w, const char *s);
void json_w_i64(struct json_writer *w, int64_t v);
void json_w_u64(struct json_writer *w, uint64_t v);
void json_w_double(struct json_writer *w,
		   double v); /* shortest that reads back; not finite: null */
void json_w_bool(struct json_writer *w, bool v);
void json_w_null(struct json_writer *w);
void json_w_tree(struct json_writer *w, const struct json *v); /* as it was, compact */
void json_w_raw(struct json_writer *w, struct str json_text);  /* already JSON */

/* RFC 8785 canonical form, appended. */
MUST_CHECK enum err json_canon(const struct json *v, struct buf *out, struct why *why);
/* Parse and canonicalise in one step. */
MUST_CHECK enum err json_canon_text(struct str in, struct buf *out, struct why *why);
