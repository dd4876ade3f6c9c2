/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.h - the tables of a node: the engine's own, and one for each record type.
 *
 * Engine tables (doc/formats/store.md): meta(name, value); version(rec, ver, leaf, type,
 *recorded_from, pack_hash, salt, body) and leaf(pos, recorded, bytes), append-only by triggers;
 *record(rec, type, key, source, external_id, ver, leaf, retired), the identities; record_key(rec,
 *wrapped), the keys of sealed values; tally_leaf(leaf, salt, root, count); batch(kind, identity,
 *recorded, ...), the names of applied batches; cursor(name, value, recorded); file(path, identity,
 *sha256, size, leaf).
 *
 * A record type `t` becomes
 *	t(leaf INTEGER PRIMARY KEY, leaf_to, rec BLOB, ver, recorded_from, recorded_to, valid_from,
 *	  valid_to, source, external_id, <fields>)	all versions; one row a leaf
 *	t_now						view: the rows with leaf_to IS NULL
 *	t_<list>(leaf, seq, rec, value [, value_lo, value_hi])	a list field's items, leaf = t.leaf
 *	t_<list>_now					view: the items of t_now
 * A retired record has no row with leaf_to IS NULL. Instants are INTEGER microseconds UTC. A ref is
 * the other record's rec (BLOB). A prefix field p has p_lo and p_hi, its first and last address as
 * schema_addr_key() makes them: `p_lo <= :a AND p_hi >= :a` finds what covers :a.
 *
 * An aggregate type `t` becomes t(<fields>, leaf, recorded): one row a key, in place; `recorded`
 *and `leaf` are those of the last batch that touched the row. Empty key fields are NULL and equal.
 *
 * Names are quoted everywhere and were checked by rectype_check(). Room: store. May include: base
 * wire.
 */
#pragma once

#include "base/buf.h"
#include "store/rectype.h"
#include "wire/addr.h"

struct sqlite3;

enum { SCHEMA_VERSION = 1, SCHEMA_ADDR_KEY = 17 };

/* One byte family (4 or 6), then the address: IPv4 5 bytes, IPv6 17. memcmp() is the order. */
size_t schema_addr_key(struct addr a, unsigned char out[static SCHEMA_ADDR_KEY]);

/* The statements, each ending with ";\n". */
void schema_engine_sql(struct buf *out);
void schema_type_sql(const struct rec_type *t, struct buf *out);
/* An aggregate's key as its unique index has it: the target of an upsert. */
void schema_key_sql(const struct rec_type *t, struct buf *out);
/* Temporary views that show type `t` as of a ledger position (UINT64_MAX: now), and what drops
 * them. Aggregates need none. */
void schema_asof_sql(const struct rec_type *t, uint64_t leaf, struct buf *out);
void schema_asof_drop_sql(const struct rec_type *t, struct buf *out);
/* DROP of a record type's tables and views; of an aggregate nothing. */
void schema_drop_sql(const struct rec_type *t, struct buf *out);
