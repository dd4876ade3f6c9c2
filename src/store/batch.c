/* SPDX-License-Identifier: Apache-2.0 */
#include "store/batch.h"

#include "base/mem.h"
#include "wire/json.h"

enum { ACTOR_MAX = 256, REASON_MAX = 1000, KIND_MAX = 32, NAME_BYTES_MAX = 512 };

struct batch {
	struct buf bytes;
	size_t count;
	bool full;                         /* a limit was passed: the door refuses it */
	struct buf tally_type, tally_head; /* of the last tally: they come by the thousand */
};

static struct json_writer head_open(struct batch *b, const char *op)
{
	struct json_writer w = json_write(&b->bytes);

	json_w_object(&w);
	json_w_key(&w, "op");
	json_w_cstr(&w, op);
	return w;
}

static void text(struct json_writer *w, const char *key, struct str s, size_t limit)
{
	json_w_key(w, key);
	json_w_str(w, str_cut(s, 0, limit));
}

static void head_close(struct batch *b, struct json_writer *w)
{
	json_w_object_end(w);
	buf_c(&b->bytes, '\n');
	b->full |= b->bytes.n > BATCH_BYTES_MAX;
}

/*
 * The body on a line of its own, so that a malformed one is refused alone. A newline is no part of
 * it: outside strings a CR is white space like it, and inside both are equally wrong.
 */
static void put_body(struct batch *b, struct str body)
{
	char *to;

	if (body.n > BATCH_BODY_MAX) {
		buf_puts(&b->bytes, "\"\"");
	} else {
		to = buf_reserve(&b->bytes, body.n + 1);
		for (size_t i = 0; i < body.n; i++)
			to[i] = body.p[i] == '\n' ? '\r' : body.p[i];
		b->bytes.n += body.n;
	}
	buf_c(&b->bytes, '\n');
	b->full |= b->bytes.n > BATCH_BYTES_MAX;
}

static bool counted(struct batch *b)
{
	if (b->count >= BATCH_OPS_MAX)
		b->full = true;
	if (!b->full)
		b->count++;
	return !b->full;
}

struct batch *batch_open(struct str actor, struct str reason)
{
	struct batch *b = mem_zero(1, sizeof *b);
	struct json_writer w = head_open(b, "batch");

	text(&w, "actor", actor, ACTOR_MAX);
	text(&w, "reason", reason, REASON_MAX);
	head_close(b, &w);
	return b;
}

void batch_close(struct batch *b)
{
	if (!b)
		return;
	buf_fini(&b->bytes);
	buf_fini(&b->tally_type);
	buf_fini(&b->tally_head);
	mem_free(b);
}

void batch_once(struct batch *b, struct str kind, struct str identity)
{
	struct json_writer w = head_open(b, "once");

	text(&w, "kind", kind, KIND_MAX);
	text(&w, "identity", identity, NAME_BYTES_MAX);
	head_close(b, &w);
}

static void put_as(struct batch *b, const char *op, struct str type, struct str id,
		   struct str body_json, uint64_t line)
{
	struct json_writer w;

	if (!counted(b))
		return;
	w = head_open(b, op);
	text(&w, "type", type, NAME_BYTES_MAX);
	if (id.n)
		text(&w, "id", id, NAME_BYTES_MAX);
	json_w_key(&w, "line");
	json_w_u64(&w, line);
	if (body_json.n > BATCH_BODY_MAX) {
		json_w_key(&w, "oversize");
		json_w_u64(&w, body_json.n);
	}
	head_close(b, &w);
	put_body(b, body_json);
}

void batch_put(struct batch *b, struct str type, struct str id, struct str body_json, uint64_t line)
{
	put_as(b, "put", type, id, body_json, line);
}

void batch_amend(struct batch *b, struct str type, struct str id, struct str body_json,
		 uint64_t line)
{
	put_as(b, "amend", type, id, body_json, line);
}

void batch_retire(struct batch *b, struct str type, struct str key_json, uint64_t line)
{
	struct json_writer w;

	if (!counted(b))
		return;
	w = head_open(b, "retire");
	text(&w, "type", type, NAME_BYTES_MAX);
	json_w_key(&w, "line");
	json_w_u64(&w, line);
	head_close(b, &w);
	put_body(b, key_json);
}

static void tally_head(struct batch *b, struct str type)
{
	size_t from = b->bytes.n;
	struct json_writer w;

	if (b->tally_head.n && str_eq(buf_str(&b->tally_type), type)) {
		buf_put(&b->bytes, buf_str(&b->tally_head));
		return;
	}
	w = head_open(b, "tally");
	text(&w, "type", type, NAME_BYTES_MAX);
	head_close(b, &w);
	buf_clear(&b->tally_type);
	buf_clear(&b->tally_head);
	buf_put(&b->tally_type, type);
	buf_put(&b->tally_head, str_cut(buf_str(&b->bytes), from, b->bytes.n));
}

void batch_tally(struct batch *b, struct str type, struct str row_json)
{
	if (!counted(b))
		return;
	tally_head(b, type);
	put_body(b, row_json);
}

void batch_file(struct batch *b, struct str rel_path, struct sha256 identity)
{
	struct json_writer w;
	struct buf hex = { 0 };

	if (!counted(b))
		return;
	w = head_open(b, "file");
	text(&w, "path", rel_path, NAME_BYTES_MAX);
	buf_hex(&hex, identity.b, sizeof identity.b);
	text(&w, "identity", buf_str(&hex), SIZE_MAX);
	buf_fini(&hex);
	head_close(b, &w);
}

void batch_cursor(struct batch *b, struct str name, struct str value_json)
{
	struct json_writer w;

	if (!counted(b))
		return;
	w = head_open(b, "cursor");
	text(&w, "name", name, NAME_BYTES_MAX);
	head_close(b, &w);
	put_body(b, value_json);
}

struct str batch_bytes(struct batch *b)
{
	return buf_str(&b->bytes);
}

size_t batch_count(const struct batch *b)
{
	return b->count;
}

enum err batch_state(const struct batch *b, struct why *why)
{
	return b->full ? why_set(why, ERR_LIMIT, SAY_BATCH_FULL, A((uint64_t)BATCH_OPS_MAX)) :
			 ERR_OK;
}
