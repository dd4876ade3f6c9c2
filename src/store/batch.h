/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h - one transaction's worth of changes, as bytes.
 *
 * A batch is what goes through the write door: built by whoever wants a change (a command, a
 * handler, the scheduler), applied by the writer alone, wholly or not at all. Its bytes are NDJSON,
 * the same whether the writer is this process or the node at the other end of node.sock.
 *
 * The first line says who and why ({"op":"batch",...}); then one line an operation, and for those
 * that carry one a second line with the body: a malformed body is refused alone. The writer side
 * reads them with store/op.h.
 *
 * batch_once() names the batch: when a batch of that name was applied before, nothing changes and
 * the result says `repeated`. So the same file twice changes nothing, also after a kill -9 in
 * between.
 *
 * Limits: 1 GiB, 4 M operations, a body 1 MiB. Threads: one. Room: store. May include: base wire.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"

struct batch;

enum { BATCH_BYTES_MAX = 1 << 30, BATCH_OPS_MAX = 4000000, BATCH_BODY_MAX = 1 << 20 };

/* actor: who ("cli:duty", "node"); reason: why, one line. Both are kept in the version body. */
struct batch *batch_open(struct str actor, struct str reason);
void batch_close(struct batch *b); /* accepts NULL */

/* kind: "load", "match", ...; identity as text (hash of the file, generation, ...). Best given
 * first: a repeated batch is then known before any work. */
void batch_once(struct batch *b, struct str kind, struct str identity);

/*
 * A record of `type` becomes `body` (a JSON object with the type's fields). Which record: the one
 * with `id` (may be empty), else the one with body's natural key, else a new one. Equal to what is
 * there: unchanged. `line`: where it stood in the input, for refusals.
 *
 * Beside the type's fields the body may have "source" and "external_id" (both or none: the identity
 * in the place it came from, tried before the natural key), "valid_from" and "valid_to" (RFC 3339).
 * A ref is the other record's natural key (a text; with several key fields an array of them in
 * their declared order) or its id. The body is the whole record: what it leaves out is empty.
 */
void batch_put(struct batch *b, struct str type, struct str id, struct str body_json,
	       uint64_t line);
/* The same, but what the body does not name stays as it is; a member that is null empties the field. Where there is
 * no such record yet, one is made. */
void batch_amend(struct batch *b, struct str type, struct str id, struct str body_json,
		 uint64_t line);
/*
 * The record leaves the register now; history stays. `key_json` is an object with the natural key's
 * fields, or {"id":"..."}. (What ended in the world but stays registered has a "valid_to" instead.)
 */
void batch_retire(struct batch *b, struct str type, struct str key_json, uint64_t line);
/* One row of an aggregate type: merged into the row with the same key. */
void batch_tally(struct batch *b, struct str type, struct str row_json);
/* An immutable file DIR/<rel> (already published) that this batch refers to; must exist when
 * applied. */
void batch_file(struct batch *b, struct str rel_path, struct sha256 identity);
/* Small operational state (cursors): no leaf. */
void batch_cursor(struct batch *b, struct str name, struct str value_json);

struct str batch_bytes(struct batch *b);
size_t batch_count(const struct batch *b);
/* ERR_LIMIT once more was added than a batch may hold; the door then refuses it whole. */
MUST_CHECK enum err batch_state(const struct batch *b, struct why *why);

struct batch_refusal {
	uint64_t line;
	struct why why;
};

struct batch_result {
	bool repeated; /* applied before: nothing changed */
	uint64_t added, changed, unchanged, retired, tallied, refused;
	uint64_t leaf_from, leaf_to; /* ledger positions made, [from, to) */
	struct batch_refusal
		*refusals; /* at most BATCH_REFUSALS, in the arena given to door_commit */
	size_t refusal_count;
};
enum { BATCH_REFUSALS = 100000 };
