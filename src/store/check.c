/* SPDX-License-Identifier: Apache-2.0 */
/* check.c - store_check(): every promise of the store looked at again. */
#include "store/doctor.h"

#include "base/file.h"
#include "store/leaf.h"
#include "store/node.h"
#include "store/replay.h"
#include "store/schema.h"
#include "store/sums.h"
#include "store/veil.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct check {
	const struct node *n;
	sqlite3 *db; /* main: a private rebuild; live: the node's database, read-only */
	struct arena *a;
	store_fault_fn *fault;
	void *ctx;
	struct store_report *r;
	struct why *why;
};

#define FAULT(c, id, ...) \
	do { \
		struct why f_ = { 0 }; \
		why_set(&f_, ERR_CORRUPT, id, ##__VA_ARGS__); \
		(c)->r->faults++; \
		(c)->fault((c)->ctx, &f_); \
	} while (0)

/* Calls `fn` for each row of a query. */
typedef enum err row_fn(struct check *c, sqlite3_stmt *s);

static enum err each(struct check *c, const char *sql, row_fn *fn)
{
	sqlite3_stmt *s;
	bool row = true;
	enum err e = sql_prepare(c->db, sql, &s, c->why);

	while (e == ERR_OK) {
		e = sql_row(s, &row, c->why);
		if (e != ERR_OK || !row)
			break;
		arena_reset(c->a);
		e = fn(c, s);
	}
	sqlite3_finalize(s);
	return e;
}

static enum err count(struct check *c, const char *sql, uint64_t *out)
{
	sqlite3_stmt *s;
	bool row = false;
	enum err e = sql_prepare(c->db, sql, &s, c->why);

	*out = 0;
	if (e == ERR_OK)
		e = sql_row(s, &row, c->why);
	if (e == ERR_OK && row)
		*out = (uint64_t)sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return e;
}

/* ---- leaves ---- */

/* Bytes of a fixed size out of a column; others stay zero, and then nothing agrees. */
static void copy(void *to, size_t n, struct str from)
{
	memset(to, 0, n);
	if (from.n == n)
		memcpy(to, from.p, n);
}

static struct sha256 column_digest(sqlite3_stmt *s, int col)
{
	struct sha256 d;

	copy(d.b, sizeof d.b, sql_col(s, col));
	return d;
}

static enum err disagree(struct check *c, sqlite3_stmt *s)
{
	FAULT(c, SAY_CHECK_LEAF, A((uint64_t)sqlite3_column_int64(s, 0)));
	return ERR_OK;
}

/* pos, bytes, type, rec, ver, recorded, pack, salt, body */
static enum err version_leaf(struct check *c, sqlite3_stmt *s)
{
	struct str type = sql_col(s, 2), body = sql_col(s, 8), want;
	struct instant recorded = { sqlite3_column_int64(s, 5) };
	struct leaf_salt salt;
	struct rec_id rec;
	struct buf canon = { 0 };

	c->r->versions++;
	copy(rec.b, sizeof rec.b, sql_col(s, 3));
	copy(salt.b, sizeof salt.b, sql_col(s, 7));
	if (type.n > 128) /* no leaf of ours is that long */
		return disagree(c, s);
	want = leaf_version(c->a, type, rec, (uint64_t)sqlite3_column_int64(s, 4), recorded,
			    column_digest(s, 6), leaf_commit(salt, body));
	if (!str_eq(want, sql_col(s, 1)))
		disagree(c, s);
	if (json_canon_text(body, &canon, NULL) != ERR_OK || !str_eq(buf_str(&canon), body))
		FAULT(c, SAY_CHECK_CANON, A((uint64_t)sqlite3_column_int64(s, 0)));
	buf_fini(&canon);
	return ERR_OK;
}

/* The pack hash that a leaf names. */
static struct sha256 leaf_pack_of(struct check *c, struct str leaf)
{
	struct sha256 d = { { 0 } };
	struct json *v;
	struct str hex;

	if (json_parse(c->a, leaf, (struct json_limits){ 0 }, &v, NULL) != ERR_OK)
		return d;
	hex = json_str(json_get(v, "pack"), STR(""));
	for (size_t i = 0; hex.n == 2 * sizeof d.b && i < sizeof d.b; i++)
		d.b[i] = (unsigned char)(ascii_hex(hex.p[2 * i]) << 4 |
					 (ascii_hex(hex.p[2 * i + 1]) & 15));
	return d;
}

/* pos, bytes, recorded, salt, root, count */
static enum err tally_leaf(struct check *c, sqlite3_stmt *s)
{
	struct sha256 root = column_digest(s, 4);
	struct instant recorded = { sqlite3_column_int64(s, 2) };
	struct leaf_salt salt;
	struct str want;

	c->r->tallies++;
	copy(salt.b, sizeof salt.b, sql_col(s, 3));
	want = leaf_tally(c->a, (uint64_t)sqlite3_column_int64(s, 5), recorded,
			  leaf_pack_of(c, sql_col(s, 1)),
			  leaf_commit(salt, str_n((const char *)root.b, sizeof root.b)));
	return str_eq(want, sql_col(s, 1)) ? ERR_OK : disagree(c, s);
}

static bool file_digest(struct check *c, struct str path, struct sha256 *out)
{
	const char *full = arena_printf(c->a, "%s/%.*s", node_dir(c->n), STR_FMT(path)).p;
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *piece = arena_alloc(c->a, 1 << 16);
	struct hash_stream *h;
	ssize_t n;

	if (fd < 0)
		return false;
	h = hash_stream_open();
	while ((n = read(fd, piece, 1 << 16)) > 0)
		hash_stream_add(h, str_n(piece, (size_t)n));
	*out = hash_stream_close(h);
	close(fd);
	return n == 0;
}

/* pos, bytes, recorded, path, identity, sha256, size */
static enum err file_leaf(struct check *c, sqlite3_stmt *s)
{
	struct str path = sql_col(s, 3), want;
	struct sha256 content = column_digest(s, 5), now;
	struct instant recorded = { sqlite3_column_int64(s, 2) };

	c->r->files++;
	if (path.n > 512)
		return disagree(c, s);
	want = leaf_file(c->a, path, column_digest(s, 4), content,
			 (uint64_t)sqlite3_column_int64(s, 6), recorded);
	if (!str_eq(want, sql_col(s, 1)))
		disagree(c, s);
	if (!file_digest(c, path, &now) || memcmp(now.b, content.b, sizeof now.b) != 0)
		FAULT(c, SAY_CHECK_FILE, A(path));
	return ERR_OK;
}

static enum err check_leaves(struct check *c)
{
	uint64_t last = 0, gaps = 0, back = 0;
	enum err e = count(c, "SELECT count(*) FROM live.leaf", &c->r->leaves);

	if (e == ERR_OK)
		e = count(c, "SELECT ifnull(max(pos) + 1, 0) FROM live.leaf", &last);
	if (e == ERR_OK)
		e = count(c,
			  "SELECT count(*) FROM live.leaf a JOIN live.leaf b ON b.pos = a.pos + 1 "
			  "WHERE b.recorded < a.recorded",
			  &back);
	gaps = last - c->r->leaves;
	if (gaps || back)
		FAULT(c, SAY_CHECK_ORDER, A(gaps), A(back));
	if (e == ERR_OK)
		e = each(c,
			 "SELECT l.pos, l.bytes, v.type, v.rec, v.ver, l.recorded, v.pack_hash, "
			 "v.salt, v.body FROM live.version v JOIN live.leaf l ON l.pos = v.leaf "
			 "WHERE v.recorded_from = l.recorded ORDER BY l.pos",
			 version_leaf);
	if (e == ERR_OK)
		e = each(c,
			 "SELECT l.pos, l.bytes, l.recorded, t.salt, t.root, t.count "
			 "FROM live.tally_leaf t JOIN live.leaf l ON l.pos = t.leaf",
			 tally_leaf);
	if (e == ERR_OK)
		e = each(c,
			 "SELECT l.pos, l.bytes, l.recorded, f.path, f.identity, f.sha256, f.size "
			 "FROM live.file f JOIN live.leaf l ON l.pos = f.leaf",
			 file_leaf);
	return e;
}

/* pos, bytes, recorded: a leaf of nothing else is the pack's. */
static enum err lone_leaf(struct check *c, sqlite3_stmt *s)
{
	struct instant recorded = { sqlite3_column_int64(s, 2) };
	struct str want = leaf_pack(c->a, node_pack(c->n), node_pack_hash(c->n), recorded);

	return str_eq(want, sql_col(s, 1)) ? ERR_OK : disagree(c, s);
}

/* type: what claims a leaf that is not there, or another time than its leaf's. */
static enum err lone_version(struct check *c, sqlite3_stmt *s)
{
	FAULT(c, SAY_CHECK_LONE, A(sql_col(s, 0)), A((uint64_t)sqlite3_column_int64(s, 1)));
	return ERR_OK;
}

static enum err check_lone(struct check *c)
{
	enum err e = each(c,
			  "SELECT pos, bytes, recorded FROM live.leaf WHERE pos NOT IN "
			  "(SELECT leaf FROM live.version UNION ALL SELECT leaf FROM "
			  "live.tally_leaf UNION ALL SELECT leaf FROM live.file)",
			  lone_leaf);

	if (e == ERR_OK)
		e = each(c,
			 "SELECT v.type, v.leaf FROM live.version v LEFT JOIN live.leaf l "
			 "ON l.pos = v.leaf WHERE l.pos IS NULL OR l.recorded <> v.recorded_from",
			 lone_version);
	return e;
}

/* ---- the rest ---- */

static enum err sqlite_says(struct check *c, sqlite3_stmt *s)
{
	if (!str_eq(sql_col(s, 0), STR("ok")))
		FAULT(c, SAY_CHECK_SQLITE, A(sql_col(s, 0)));
	return ERR_OK;
}

static enum err wrapped_key(struct check *c, sqlite3_stmt *s)
{
	struct veil_wrapped w;
	struct str ignored;

	c->r->keys++;
	copy(w.b, sizeof w.b, sql_col(s, 0));
	if (veil_seal(node_veil(c->n), &w, STR(""), c->a, &ignored, NULL) != ERR_OK)
		FAULT(c, SAY_VEIL_WRAPPED);
	return ERR_OK;
}

/* Rows that only one of the two has. */
static enum err compare(struct check *c, const char *table, const char *where)
{
	struct buf sql = { 0 };
	uint64_t n;
	enum err e;

	buf_printf(&sql,
		   "SELECT count(*) FROM (SELECT * FROM (SELECT * FROM main.\"%s\" EXCEPT SELECT * "
		   "FROM live.\"%s\" %s) UNION ALL SELECT * FROM (SELECT * FROM live.\"%s\" %s "
		   "EXCEPT SELECT * FROM main.\"%s\"))",
		   table, table, where, table, where, table);
	e = count(c, buf_cstr(&sql), &n);
	buf_fini(&sql);
	if (e == ERR_OK && n)
		FAULT(c, SAY_CHECK_PROJECTION, A(table), A(n));
	return e;
}

static enum err compare_type(struct check *c, const struct rec_type *t)
{
	struct arena *a = arena_open();
	enum err e = ERR_OK;

	if (t->storage == STORAGE_RECORD)
		e = compare(c, str_keep(a, t->name).p, "");
	for (size_t i = 0; i < t->field_count && e == ERR_OK; i++) {
		if (t->fields[i].list)
			e = compare(c,
				    arena_printf(a, "%.*s_%.*s", STR_FMT(t->name),
						 STR_FMT(t->fields[i].name))
					    .p,
				    "");
	}
	arena_close(a);
	return e;
}

static enum err check_projection(struct check *c)
{
	size_t n;
	const struct rec_type *types = node_types(c->n, &n);
	struct why why = { 0 };
	uint64_t versions;
	enum err e = replay_versions(c->db, "live", types, n, &versions, &c->r->unknown, &why);

	if (e == ERR_CORRUPT || e == ERR_CONFLICT) {
		c->r->faults++;
		c->fault(c->ctx, &why);
		return ERR_OK;
	}
	for (size_t i = 0; i < n && e == ERR_OK; i++)
		e = compare_type(c, &types[i]);
	if (e == ERR_OK && !c->r->unknown)
		e = compare(c, "record", "");
	return e;
}

/* The sums, made again from the sightings, against those that are kept. */
static enum err check_sums(struct check *c)
{
	struct buf sql = { 0 };
	size_t n;
	const struct rec_type *types = node_types(c->n, &n);
	uint64_t kept = 0;
	enum err e = ERR_OK;

	if (sums_sql(types, n, &sql))
		e = count(c, "SELECT count(*) FROM live.sqlite_schema WHERE name = 'sum_party'",
			  &kept);
	if (e == ERR_OK && kept) {
		sums_fill_sql("live", &sql);
		e = sql_exec(c->db, buf_cstr(&sql), c->why);
		for (size_t i = 0; sums_tables[i] && e == ERR_OK; i++)
			e = compare(c, sums_tables[i], "");
	}
	buf_fini(&sql);
	return e;
}

static enum err open_both(struct check *c)
{
	struct buf sql = { 0 };
	size_t n;
	const struct rec_type *types = node_types(c->n, &n);
	enum err e = sql_open("", SQL_PRIVATE, &c->db, c->why);
	char *attach;

	schema_engine_sql(&sql);
	for (size_t i = 0; i < n; i++)
		schema_type_sql(&types[i], &sql);
	if (e == ERR_OK)
		e = sql_exec(c->db, buf_cstr(&sql), c->why);
	buf_clear(&sql);
	buf_printf(&sql, "%s/store/cresset.db", node_dir(c->n));
	attach = sqlite3_mprintf("ATTACH %Q AS live; BEGIN;", buf_cstr(&sql));
	if (e == ERR_OK)
		e = sql_exec(c->db, attach, c->why);
	sqlite3_free(attach);
	buf_fini(&sql);
	return e;
}

enum err store_check(const struct node *n, store_fault_fn *fault, void *ctx,
		     struct store_report *out, struct why *why)
{
	struct check c = { .n = n, .fault = fault, .ctx = ctx, .r = out, .why = why };
	enum err e;

	*out = (struct store_report){ 0 };
	c.a = arena_open();
	e = open_both(&c);
	if (e == ERR_OK)
		/* Not quick_check: an index that differs from its table finds the wrong record. */
		e = each(&c, "PRAGMA live.integrity_check(20)", sqlite_says);
	if (e == ERR_OK)
		e = check_leaves(&c);
	if (e == ERR_OK)
		e = check_lone(&c);
	if (e == ERR_OK)
		e = each(&c, "SELECT wrapped FROM live.record_key", wrapped_key);
	if (e == ERR_OK)
		e = check_projection(&c);
	if (e == ERR_OK)
		e = check_sums(&c);
	sqlite3_close(c.db);
	arena_close(c.a);
	return e;
}
