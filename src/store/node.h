/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node.h - a node's directory: DIR/{cresset.yaml, lock, node.sock, store/, sets/, ledger/,
 * evidence/, keys/}.
 *
 * cresset.yaml holds what its keeper may change by hand: name, area, listen. Which pack runs is in
 * the database, because only a transaction may change it; store/pack-<hash>.json has its bytes.
 *
 * node_create() makes it (atomically: into a temporary name, renamed last); node_open() reads its
 * configuration and keys. Opening takes no lock: reading goes on beside the writer. Keys (keys/)
 * are 0600 and never leave the directory.
 *
 * Threads: a node may be shared read-only; a reader (below) belongs to one thread.
 * Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "store/rectype.h"

struct node;
struct sqlite3;

struct node_setup {
	struct str name;        /* the node's name for people */
	struct str area;        /* area code (GB/T 2260), or empty */
	struct str pack;        /* id of the leaf pack */
	struct str pack_frozen; /* the frozen pack: its bytes are kept as store/pack-<hash>.json */
	const struct rec_type *types; /* of the merged pack: the same as its member "types" */
	size_t type_count;
	struct str listen; /* address:port; empty: 127.0.0.1:8421 */
};

MUST_CHECK enum err node_create(const char *dir, const struct node_setup *setup, struct why *why);
MUST_CHECK enum err node_open(const char *dir, struct node **out, struct why *why);
/* A node that is nowhere: types (which outlive it) and keys in memory alone; for store/scratch.h. */
struct node *node_scratch(const struct rec_type *types, size_t count);
void node_close(struct node *n); /* accepts NULL */

const char *node_dir(const struct node *n);
struct str node_name(const struct node *n);
struct str node_area(const struct node *n);
struct str node_listen(const struct node *n);
struct str node_pack(const struct node *n); /* the leaf pack's id */
struct sha256 node_pack_hash(const struct node *n);
struct str node_pack_frozen(const struct node *n); /* its frozen bytes */
const struct rec_type *node_types(const struct node *n, size_t *count);
const struct rec_type *node_type(const struct node *n, struct str name); /* or NULL */

struct veil;
const struct veil *node_veil(const struct node *n);

/* ---- reading ---- */

struct reader;

/* A read-only connection. Tables and columns: store/schema.h. */
MUST_CHECK enum err reader_open(const struct node *n, struct reader **out, struct why *why);
void reader_close(struct reader *r); /* accepts NULL */
struct sqlite3 *reader_db(struct reader *r);
const struct node *reader_node(const struct reader *r);

/*
 * From here on every type's name is the table as it was at ledger position `leaf` (0: now), through
 * temporary views; UINT64 positions count leaves. A read transaction is held until reader_end(), so
 * that all statements see one state. Aggregates are as they are now (they keep no history).
 */
MUST_CHECK enum err reader_begin(struct reader *r, uint64_t leaf, struct why *why);
void reader_end(struct reader *r);
/* Number of leaves, and the last one's recorded time. */
uint64_t reader_leaves(struct reader *r, struct instant *recorded);
/* How many leaves were recorded by then. */
uint64_t reader_leaves_at(struct reader *r, struct instant then);
/* The recorded time of the last of so many leaves; 0: there are none. */
struct instant reader_recorded(struct reader *r, uint64_t leaves);
/* The ledger position that is shown now: what reader_begin() was given, else all leaves. */
uint64_t reader_position(struct reader *r);
