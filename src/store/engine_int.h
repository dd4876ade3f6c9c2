/* SPDX-License-Identifier: Apache-2.0 */
/* engine_int.h - the inside of the writer, shared by engine.c and apply*.c alone.
 * Room: store. May include: base wire. */
#pragma once

#include "base/vec.h"
#include "store/engine.h"
#include "store/leaf.h"
#include "store/node.h"
#include "store/op.h"
#include "store/project.h"
#include "store/sql.h"
#include "store/sums.h"
#include "store/usual.h"
#include "store/value.h"
#include "store/veil.h"

enum engine_stmt {
	Q_HEAD,    /* the last leaf's position and time */
	Q_LEAF,    /* insert */
	Q_VERSION, /* insert */
	Q_BODY,    /* the body of (rec, ver) */
	Q_BY_ID,   /* records: rec, ver, retired */
	Q_BY_KEY,
	Q_BY_EXTERNAL,
	Q_KEY, /* a record's wrapped key */
	Q_KEY_PUT,
	Q_ONCE, /* was a batch of this name applied? */
	Q_ONCE_PUT,
	Q_CURSOR,
	Q_FILE, /* the identity of a path */
	Q_FILE_PUT,
	Q_TALLY, /* insert into tally_leaf */
	Q_COUNT
};

struct engine {
	const struct node *node;
	sqlite3 *db;
	const struct rec_type *types;
	struct usual *usual; /* one a type */
	size_t type_count;
	struct projector *projector;
	struct sums *sums;
	sqlite3_stmt *q[Q_COUNT];
};

/* One batch being applied, inside a transaction. */
struct apply {
	struct engine *g;
	struct job *job;
	struct arena *a;  /* until the next operation */
	struct arena *ba; /* until the end of the batch */
	struct str actor, reason;
	struct str once_kind, once_identity;
	struct instant recorded;
	uint64_t leaf; /* the next position */
	uint64_t tallies;
	struct merkle rows;
	struct buf row; /* the text of a usual one */
	VEC(struct batch_refusal) refusals;
};

/* On an open connection, which then is the engine's to close, also when this fails. */
MUST_CHECK enum err engine_open_on(const struct node *n, sqlite3 *db, struct engine **out,
				   struct why *why);

/* Applies job->bytes; the caller has begun a transaction or savepoint and ends it. */
MUST_CHECK enum err apply_batch(struct engine *g, struct job *job);

/* apply_record.c. An error is the batch's; what only this record's is, is noted as a refusal. */
MUST_CHECK enum err apply_put(struct apply *x, const struct op *op);
MUST_CHECK enum err apply_retire(struct apply *x, const struct op *op);
/* apply_other.c */
MUST_CHECK enum err apply_tally(struct apply *x, const struct op *op);
MUST_CHECK enum err apply_tally_leaf(struct apply *x);
MUST_CHECK enum err apply_file(struct apply *x, const struct op *op);
MUST_CHECK enum err apply_cursor(struct apply *x, const struct op *op);

/* Notes that this operation was refused; ERR_OK, so that the batch goes on. */
MUST_CHECK enum err apply_refuse(struct apply *x, const struct op *op, const struct why *why);
/* ERR_IO and its like are the store's trouble, not the input's. */
bool apply_is_ours(enum err e);
/* The operation's body as a tree, or a refusal (then *v is NULL). */
MUST_CHECK enum err apply_body(struct apply *x, const struct op *op, struct json **v);
/* The operation's type in that storage class, or a refusal (then NULL). */
MUST_CHECK enum err apply_type(struct apply *x, const struct op *op, enum storage_class storage,
			       const struct rec_type **t);
MUST_CHECK enum err apply_leaf(struct apply *x, struct str bytes);
struct value_ctx apply_values(struct apply *x, struct why *why);

struct found {
	bool is, retired;
	struct rec_id rec;
	uint64_t ver;
};
MUST_CHECK enum err apply_find(struct apply *x, enum engine_stmt by, const struct rec_type *t,
			       struct str one, struct str two, struct found *out, struct why *why);
