/* SPDX-License-Identifier: Apache-2.0 */
/* node_create.c - a new node: everything under a temporary name, then one rename. */
#include "store/node.h"

#include "base/file.h"
#include "store/config.h"
#include "store/leaf.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/veil.h"
#include "wire/json.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char default_listen[] = "127.0.0.1:8421";
static const char *const folders[] = { "store", "sets", "ledger", "evidence" };

/* What is being made, and where. */
struct making {
	struct arena *a;
	const char *tmp;
	const struct node_setup *setup;
	struct str frozen;
	struct sha256 hash;
	struct rec_type *types;
	size_t type_count;
	struct why *why;
};

static const char *path_of(const struct making *m, const char *rel)
{
	return arena_printf(m->a, "%s/%s", m->tmp, rel).p;
}

/* ---- the pack ---- */

/* A node without a pack of files (tests, tools): its types are the whole pack. */
static struct str pack_of_types(const struct making *m)
{
	struct buf b = { 0 };
	struct json_writer w = json_write(&b);
	struct str s;

	json_w_object(&w);
	json_w_key(&w, "id");
	json_w_str(&w, m->setup->pack);
	json_w_key(&w, "types");
	json_w_array(&w);
	for (size_t i = 0; i < m->setup->type_count; i++)
		rectype_write(&m->setup->types[i], &w);
	json_w_array_end(&w);
	json_w_object_end(&w);
	s = str_keep(m->a, buf_str(&b));
	buf_fini(&b);
	return s;
}

static enum err pack_read(struct making *m)
{
	struct json *v;
	enum err e;

	m->frozen = m->setup->pack_frozen.n ? m->setup->pack_frozen : pack_of_types(m);
	m->hash = hash_sha256(m->frozen);
	e = json_parse(m->a, m->frozen, (struct json_limits){ 0 }, &v, m->why);
	if (e == ERR_OK)
		e = rectype_read_all(m->a, json_get(v, "types"), &m->types, &m->type_count, m->why);
	return e;
}

static enum err pack_write(const struct making *m)
{
	struct buf b = { 0 };
	enum err e;

	buf_printf(&b, "%s/store/pack-", m->tmp);
	buf_hex(&b, m->hash.b, sizeof m->hash.b);
	buf_puts(&b, ".json");
	e = file_publish(buf_cstr(&b), m->frozen, 0600, m->why);
	buf_fini(&b);
	return e;
}

/* ---- the database ---- */

static enum err put_meta(const struct making *m, sqlite3 *db, const char *name, struct str value)
{
	sqlite3_stmt *s;
	enum err e = sql_prepare(db, "INSERT INTO meta VALUES(?, ?)", &s, m->why);

	if (e == ERR_OK) {
		sql_text(s, 1, str_of(name));
		sql_text(s, 2, value);
		e = sql_run(s, m->why);
	}
	sqlite3_finalize(s);
	return e;
}

/* The ledger begins with the pack that the node runs. */
static enum err first_leaf(const struct making *m, sqlite3 *db)
{
	struct instant now = clock_now();
	struct str bytes = leaf_pack(m->a, m->setup->pack, m->hash, now);
	sqlite3_stmt *s;
	enum err e = sql_prepare(db, "INSERT INTO leaf VALUES(0, ?, ?)", &s, m->why);

	if (e == ERR_OK) {
		sql_i64(s, 1, now.us);
		sql_blob(s, 2, bytes.p, bytes.n);
		e = sql_run(s, m->why);
	}
	sqlite3_finalize(s);
	return e;
}

static enum err fill_database(const struct making *m, sqlite3 *db)
{
	struct buf sql = { 0 }, hex = { 0 };
	enum err e;

	buf_puts(&sql, "BEGIN IMMEDIATE;\n");
	schema_engine_sql(&sql);
	for (size_t i = 0; i < m->type_count; i++)
		schema_type_sql(&m->types[i], &sql);
	e = sql_exec(db, buf_cstr(&sql), m->why);
	buf_hex(&hex, m->hash.b, sizeof m->hash.b);
	if (e == ERR_OK)
		e = put_meta(m, db, "pack", m->setup->pack);
	if (e == ERR_OK)
		e = put_meta(m, db, "pack_hash", buf_str(&hex));
	if (e == ERR_OK)
		e = first_leaf(m, db);
	if (e == ERR_OK)
		e = sql_exec(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE);", m->why);
	buf_fini(&sql);
	buf_fini(&hex);
	return e;
}

static enum err make_database(const struct making *m)
{
	sqlite3 *db;
	enum err e = sql_open(path_of(m, "store/cresset.db"), SQL_CREATE, &db, m->why);

	if (e != ERR_OK)
		return e;
	e = fill_database(m, db);
	sqlite3_close(db);
	if (e == ERR_OK && chmod(path_of(m, "store/cresset.db"), 0600) != 0)
		e = why_set(m->why, ERR_IO, SAY_FILE_WRITE, A(path_of(m, "store/cresset.db")),
			    A(strerror(errno)));
	return e;
}

/* ---- the folder ---- */

static enum err make_config(const struct making *m)
{
	struct config c = { .name = m->setup->name,
			    .area = m->setup->area,
			    .listen = m->setup->listen.n ? m->setup->listen :
							   str_of(default_listen) };
	struct buf b = { 0 };
	enum err e;

	config_write(&c, &b);
	e = file_publish(path_of(m, "cresset.yaml"), buf_str(&b), 0600, m->why);
	buf_fini(&b);
	return e;
}

static enum err make_inside(const struct making *m)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof folders / sizeof *folders && e == ERR_OK; i++)
		e = file_make_dir(path_of(m, folders[i]), 0700, m->why);
	if (e == ERR_OK)
		e = veil_make_keys(path_of(m, "keys"), m->why);
	if (e == ERR_OK)
		e = pack_write(m);
	if (e == ERR_OK)
		e = make_database(m);
	if (e == ERR_OK)
		e = make_config(m);
	if (e == ERR_OK)
		e = file_publish(path_of(m, "lock"), STR(""), 0600, m->why);
	if (e == ERR_OK)
		e = file_sync_dir(path_of(m, "store"), m->why);
	return e;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Nothing there, or an empty folder: a node may be made here. */
static enum err check_free(const char *dir, struct why *why)
{
	DIR *d = opendir(dir);
	const struct dirent *f;
	bool empty = true;

	if (!d && errno == ENOENT)
		return ERR_OK;
	while (d && (f = readdir(d)))
		empty &= strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0;
	if (d)
		closedir(d);
	return d && empty ? ERR_OK : why_set(why, ERR_CONFLICT, SAY_NODE_EXISTS, A(dir));
}

static enum err move_in(const struct making *m, const char *dir)
{
	char *parent = (char *)str_keep(m->a, str_of(dir)).p;

	if (rename(m->tmp, dir) != 0)
		return why_set(m->why, ERR_IO, SAY_FILE_WRITE, A(dir), A(strerror(errno)));
	return file_sync_dir(dirname(parent), m->why);
}

static enum err make(struct making *m, const char *dir)
{
	enum err e = pack_read(m);

	if (e != ERR_OK)
		return e;
	if (mkdir(m->tmp, 0700) != 0)
		return why_set(m->why, ERR_IO, SAY_FILE_WRITE, A(dir), A(strerror(errno)));
	e = make_inside(m);
	if (e == ERR_OK)
		e = move_in(m, dir);
	if (e != ERR_OK)
		remove_tree(m->tmp);
	return e;
}

enum err node_create(const char *dir, const struct node_setup *setup, struct why *why)
{
	struct making m = { .a = arena_open(), .setup = setup, .why = why };
	struct str d = str_of(dir);
	const char *clean;
	enum err e;

	while (d.n > 1 && d.p[d.n - 1] == '/')
		d.n--;
	clean = str_keep(m.a, d).p;
	m.tmp = arena_printf(m.a, "%s.tmp.%d", clean, (int)getpid()).p;
	e = setup->name.n ? check_free(clean, why) : why_set(why, ERR_ARG, SAY_CONFIG_NAME);
	if (e == ERR_OK)
		e = make(&m, clean);
	arena_close(m.a);
	return e;
}
