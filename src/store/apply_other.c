/* SPDX-License-Identifier: Apache-2.0 */
/* apply_other.c - tallies, files and cursors. */
#include "store/engine_int.h"

#include "base/file.h"
#include "store/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- tallies ---- */

/* What the batch's leaf commits to, a row. */
static enum err row_text(struct apply *x, const struct rec_type *t, struct json *row,
			 struct str *out, struct why *why)
{
	struct json *v = tree_node(x->a, JSON_OBJECT, STR("")),
		    *copy = arena_new(x->a, struct json);

	*copy = *row;
	tree_add(v, STR("row"), copy);
	tree_add_str(x->a, v, "type", t->name);
	return tree_canon(x->a, v, out, why);
}

/* Was the row of the next statement added, or merged into one that was there? Its id tells. */
static void mark_new(struct apply *x)
{
	sqlite3_set_last_insert_rowid(x->g->db, 0);
}

static bool is_new(struct apply *x)
{
	return sqlite3_last_insert_rowid(x->g->db) != 0;
}

/* The long way: read as JSON, brought to its normal form. *text stays empty when it was refused. */
static enum err tally_any(struct apply *x, const struct op *op, const struct rec_type *t,
			  struct str *text, struct why *why)
{
	struct value_ctx c = apply_values(x, why);
	struct json *body, *row;
	enum err e = apply_body(x, op, &body);

	if (e != ERR_OK || !body)
		return e;
	e = value_normalise(&c, t, body, &row);
	if (e == ERR_OK)
		e = row_text(x, t, row, text, why);
	if (e != ERR_OK)
		return apply_is_ours(e) ? e : apply_refuse(x, op, why);
	mark_new(x);
	e = project_tally(x->g->projector, t, row, x->leaf, x->recorded, x->a, why);
	if (e == ERR_OK)
		sums_row(x->g->sums, t, row, NULL, is_new(x), x->recorded);
	return e;
}

/* The short way, for rows that are in their normal form already; false: they are not. */
static bool tally_usual(struct apply *x, const struct op *op, const struct rec_type *t,
			struct str *text, enum err *e, struct why *why)
{
	struct usual_value v[USUAL_FIELDS];

	if (op->oversize || !usual_read(&x->g->usual[t - x->g->types], op->body, v))
		return false;
	buf_clear(&x->row);
	buf_puts(&x->row, "{\"row\":");
	buf_put(&x->row, op->body);
	buf_puts(&x->row, ",\"type\":\"");
	buf_put(&x->row, t->name);
	buf_puts(&x->row, "\"}");
	*text = buf_str(&x->row);
	mark_new(x);
	*e = project_usual(x->g->projector, t, v, x->leaf, x->recorded, why);
	if (*e == ERR_OK)
		sums_row(x->g->sums, t, NULL, v, is_new(x), x->recorded);
	return true;
}

enum err apply_tally(struct apply *x, const struct op *op)
{
	const struct rec_type *t;
	struct why why = { 0 };
	struct str text = { 0 };
	enum err e = apply_type(x, op, STORAGE_AGGREGATE, &t);

	if (e != ERR_OK || !t)
		return e;
	if (!tally_usual(x, op, t, &text, &e, &why))
		e = tally_any(x, op, t, &text, &why);
	if (e == ERR_CONFLICT) /* a sum beyond 64 bits: this row alone is undone */
		return apply_refuse(x, op, &why);
	if (e != ERR_OK) {
		x->job->why = why;
		return e;
	}
	if (!text.n)
		return ERR_OK; /* refused, and noted */
	merkle_add(&x->rows, text);
	x->job->result.tallied++;
	return ERR_OK;
}

enum err apply_tally_leaf(struct apply *x)
{
	struct sha256 root = merkle_root(&x->rows);
	struct leaf_salt salt = leaf_salt_new();
	struct sha256 commit = leaf_commit(salt, str_n((const char *)root.b, sizeof root.b));
	sqlite3_stmt *s = x->g->q[Q_TALLY];
	enum err e;

	if (!x->rows.n)
		return ERR_OK;
	sql_i64(s, 1, (int64_t)x->leaf);
	sql_blob(s, 2, salt.b, sizeof salt.b);
	sql_blob(s, 3, root.b, sizeof root.b);
	sql_i64(s, 4, (int64_t)x->rows.n);
	e = sql_run(s, &x->job->why);
	if (e != ERR_OK)
		return e;
	arena_reset(x->a);
	return apply_leaf(
		x, leaf_tally(x->a, x->rows.n, x->recorded, node_pack_hash(x->g->node), commit));
}

/* ---- files ---- */

/* One folder of ours, one plain name. */
static bool path_ok(struct str path)
{
	size_t slash = str_find(path, '/');
	struct str folder = str_cut(path, 0, slash), name = str_cut(path, slash + 1, path.n);

	if (slash == SIZE_MAX || !name.n || name.n > 200 || name.p[0] == '.')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = ascii_lower(name.p[i]);

		if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && !strchr("._-", c))
			return false;
	}
	return str_eq(folder, STR("sets")) || str_eq(folder, STR("evidence")) ||
	       str_eq(folder, STR("store"));
}

static bool read_identity(struct str hex, struct sha256 *out)
{
	return hex.n == 2 * SHA256_BYTES && str_unhex(hex, out->b);
}

static enum err no_file(struct apply *x, struct str path, int error)
{
	return why_set(&x->job->why, ERR_NOTFOUND, SAY_APPLY_FILE, A(path), A(strerror(error)));
}

/* The digest of the file as it is on disk now, and its size. */
static enum err digest(struct apply *x, struct str path, struct sha256 *out, uint64_t *size)
{
	const char *full = arena_printf(x->a, "%s/%.*s", node_dir(x->g->node), STR_FMT(path)).p;
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct hash_stream *h;
	char *piece = arena_alloc(x->a, 1 << 16);
	ssize_t n;

	*size = 0;
	if (fd < 0)
		return no_file(x, path, errno);
	h = hash_stream_open();
	while ((n = read(fd, piece, 1 << 16)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		hash_stream_add(h, str_n(piece, (size_t)n));
		*size += (uint64_t)n;
	}
	*out = hash_stream_close(h);
	close(fd);
	return n < 0 ? no_file(x, path, errno) : ERR_OK;
}

/* Was the path named before? Then it must be the same thing: our files never change. */
static enum err known_file(struct apply *x, const struct op *op, struct sha256 identity,
			   bool *known)
{
	sqlite3_stmt *s = x->g->q[Q_FILE];
	enum err e;

	sql_text(s, 1, op->name);
	e = sql_row(s, known, &x->job->why);
	if (e == ERR_OK && *known) {
		struct str was = sql_col(s, 0);

		if (!str_eq(was, str_n((const char *)identity.b, sizeof identity.b)))
			e = why_set(&x->job->why, ERR_CONFLICT, SAY_APPLY_FILE_OTHER, A(op->name));
	}
	sql_reset(s);
	return e;
}

static enum err put_file(struct apply *x, struct str path, struct sha256 identity,
			 struct sha256 content, uint64_t size)
{
	sqlite3_stmt *s = x->g->q[Q_FILE_PUT];
	enum err e;

	sql_text(s, 1, path);
	sql_blob(s, 2, identity.b, sizeof identity.b);
	sql_blob(s, 3, content.b, sizeof content.b);
	sql_i64(s, 4, (int64_t)size);
	sql_i64(s, 5, (int64_t)x->leaf);
	e = sql_run(s, &x->job->why);
	if (e != ERR_OK)
		return e;
	return apply_leaf(x, leaf_file(x->a, path, identity, content, size, x->recorded));
}

enum err apply_file(struct apply *x, const struct op *op)
{
	struct sha256 identity, content;
	uint64_t size;
	bool known = false;
	enum err e;

	if (!path_ok(op->name) || !read_identity(op->identity, &identity))
		return why_set(&x->job->why, ERR_ARG, SAY_APPLY_FILE_NAME, A(op->name));
	e = digest(x, op->name, &content, &size);
	if (e == ERR_OK)
		e = known_file(x, op, identity, &known);
	return e == ERR_OK && !known ? put_file(x, op->name, identity, content, size) : e;
}

/* ---- cursors ---- */

enum err apply_cursor(struct apply *x, const struct op *op)
{
	sqlite3_stmt *s = x->g->q[Q_CURSOR];
	struct json *v;
	struct str text;
	enum err e = apply_body(x, op, &v);

	if (e != ERR_OK || !v)
		return e;
	e = tree_canon(x->a, v, &text, &x->job->why);
	if (e != ERR_OK)
		return e;
	sql_text(s, 1, op->name);
	sql_text(s, 2, text);
	sql_i64(s, 3, x->recorded.us);
	return sql_run(s, &x->job->why);
}
