/* SPDX-License-Identifier: Apache-2.0 */
#include "store/node.h"

#include "base/file.h"
#include "base/mem.h"
#include "store/config.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/veil.h"
#include "wire/json.h"

#include <errno.h>
#include <unistd.h>

enum { CONFIG_MAX = 64 << 10, PACK_MAX = 64 << 20 };

struct node {
	struct arena *a;
	const char *dir;
	struct config config;
	struct str pack, frozen;
	struct sha256 hash;
	const struct rec_type *types;
	size_t type_count;
	struct veil *veil;
};

static const char *path_of(const struct node *n, const char *rel)
{
	return arena_printf(n->a, "%s/%s", n->dir, rel).p;
}

static enum err read_config(struct node *n, struct why *why)
{
	const char *path = path_of(n, "cresset.yaml");
	struct str text;
	enum err e;

	if (access(path, F_OK) != 0 && errno == EACCES)
		return why_set(why, ERR_DENIED, SAY_NODE_DENIED, A(n->dir));
	if (access(path, F_OK) != 0)
		return why_set(why, ERR_NOTFOUND, SAY_NODE_NONE, A(n->dir));
	e = file_read(path, CONFIG_MAX, n->a, &text, why);
	return e == ERR_OK ? config_read(n->a, text, path, &n->config, why) : e;
}

static enum err read_meta(struct node *n, sqlite3 *db, const char *name, struct str *out,
			  struct why *why)
{
	sqlite3_stmt *s;
	bool row = false;
	enum err e = sql_prepare(db, "SELECT value FROM meta WHERE name = ?", &s, why);

	if (e == ERR_OK) {
		sql_text(s, 1, str_of(name));
		e = sql_row(s, &row, why);
	}
	if (e == ERR_OK && !row)
		e = why_set(why, ERR_CORRUPT, SAY_NODE_META, A(name));
	if (e == ERR_OK)
		*out = str_keep(n->a, sql_col(s, 0));
	sqlite3_finalize(s);
	return e;
}

static enum err read_types(struct node *n, struct why *why)
{
	struct rec_type *types;
	struct json *v;
	enum err e = json_parse(n->a, n->frozen, (struct json_limits){ 0 }, &v, why);

	if (e == ERR_OK)
		e = rectype_read_all(n->a, json_get(v, "types"), &types, &n->type_count, why);
	if (e == ERR_OK)
		n->types = types;
	return e;
}

static enum err read_pack(struct node *n, struct str hash, struct why *why)
{
	const char *path = arena_printf(n->a, "%s/store/pack-%.*s.json", n->dir, STR_FMT(hash)).p;
	struct buf hex = { 0 };
	enum err e = file_read(path, PACK_MAX, n->a, &n->frozen, why);

	if (e != ERR_OK)
		return e;
	n->hash = hash_sha256(n->frozen);
	buf_hex(&hex, n->hash.b, sizeof n->hash.b);
	if (!str_eq(buf_str(&hex), hash))
		e = why_set(why, ERR_CORRUPT, SAY_NODE_PACK, A(path));
	buf_fini(&hex);
	return e == ERR_OK ? read_types(n, why) : e;
}

static enum err read_store(struct node *n, struct why *why)
{
	struct str schema, hash;
	uint64_t version = 0;
	sqlite3 *db;
	enum err e = sql_open(path_of(n, "store/cresset.db"), SQL_READ, &db, why);

	if (e != ERR_OK)
		return e;
	e = read_meta(n, db, "schema", &schema, why);
	if (e == ERR_OK && (!str_u64(schema, &version) || version != SCHEMA_VERSION))
		e = why_set(why, ERR_UNSUPPORTED, SAY_NODE_SCHEMA, A(n->dir), A(schema));
	if (e == ERR_OK)
		e = read_meta(n, db, "pack", &n->pack, why);
	if (e == ERR_OK)
		e = read_meta(n, db, "pack_hash", &hash, why);
	sqlite3_close(db);
	return e == ERR_OK ? read_pack(n, hash, why) : e;
}

enum err node_open(const char *dir, struct node **out, struct why *why)
{
	struct node *n = mem_zero(1, sizeof *n);
	enum err e;

	n->a = arena_open();
	n->dir = str_keep(n->a, str_of(dir)).p;
	e = read_config(n, why);
	if (e == ERR_OK)
		e = read_store(n, why);
	if (e == ERR_OK)
		e = veil_open(path_of(n, "keys"), &n->veil, why);
	if (e != ERR_OK) {
		node_close(n);
		n = NULL;
	}
	*out = n;
	return e;
}

struct node *node_scratch(const struct rec_type *types, size_t count)
{
	struct node *n = mem_zero(1, sizeof *n);

	n->a = arena_open();
	n->dir = "";
	n->types = types;
	n->type_count = count;
	n->veil = veil_scratch();
	return n;
}

void node_close(struct node *n)
{
	if (!n)
		return;
	veil_close(n->veil);
	arena_close(n->a);
	mem_free(n);
}

const char *node_dir(const struct node *n)
{
	return n->dir;
}

struct str node_name(const struct node *n)
{
	return n->config.name;
}

struct str node_area(const struct node *n)
{
	return n->config.area;
}

struct str node_listen(const struct node *n)
{
	return n->config.listen;
}

struct str node_pack(const struct node *n)
{
	return n->pack;
}

struct sha256 node_pack_hash(const struct node *n)
{
	return n->hash;
}

struct str node_pack_frozen(const struct node *n)
{
	return n->frozen;
}

const struct rec_type *node_types(const struct node *n, size_t *count)
{
	*count = n->type_count;
	return n->types;
}

const struct rec_type *node_type(const struct node *n, struct str name)
{
	for (size_t i = 0; i < n->type_count; i++) {
		if (str_eq(n->types[i].name, name))
			return &n->types[i];
	}
	return NULL;
}

const struct veil *node_veil(const struct node *n)
{
	return n->veil;
}
