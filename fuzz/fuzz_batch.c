/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_batch.c - the bytes of a batch, as any process of this user could send them. Whatever they
 * are: an answer, and a ledger whose every body is canonical. Nothing is committed.
 */
#include "base/ensure.h"
#include "base/mem.h"
#include "store/engine_int.h"
#include "wire/domain.h"

#include "../tests/store/fixture_types.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char root[] = "/tmp/cresset-fuzz-XXXXXX";
static struct node *node;
static struct engine *engine;

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void end(void)
{
	engine_close(engine);
	node_close(node);
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void begin(void)
{
	const struct node_setup setup = {
		.name = STR("fuzz"), .pack = STR("fuzz"), .types = fx_types, .type_count = FX_TYPES
	};
	char dir[64];

	ensure(mkdtemp(root));
	snprintf(dir, sizeof dir, "%s/n", root);
	domain_init();
	ensure(node_create(dir, &setup, NULL) == ERR_OK);
	ensure(node_open(dir, &node, NULL) == ERR_OK);
	ensure(engine_open(node, true, &engine, NULL) == ERR_OK);
	atexit(end);
}

/* Every new body is its own canonical form, and every leaf has one owner. */
static void check(void)
{
	sqlite3_stmt *s;
	bool row;

	ensure(sql_prepare(engine->db, "SELECT body FROM version", &s, NULL) == ERR_OK);
	while (sql_row(s, &row, NULL) == ERR_OK && row) {
		struct buf canon = { 0 };

		ensure(json_canon_text(sql_col(s, 0), &canon, NULL) == ERR_OK);
		ensure(str_eq(buf_str(&canon), sql_col(s, 0)));
		buf_fini(&canon);
	}
	sqlite3_finalize(s);
	ensure(sql_prepare(
		       engine->db,
		       "SELECT (SELECT count(*) FROM leaf) = 1 + (SELECT count(*) FROM version) "
		       "+ (SELECT count(*) FROM tally_leaf) + (SELECT count(*) FROM file)",
		       &s, NULL) == ERR_OK);
	ensure(sql_row(s, &row, NULL) == ERR_OK && row && sqlite3_column_int(s, 0) == 1);
	sqlite3_finalize(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct job job = { .bytes = str_n((const char *)data, n) };
	enum err e;

	if (!engine)
		begin();
	job.a = arena_open();
	ensure(sql_exec(engine->db, "BEGIN", NULL) == ERR_OK);
	e = apply_batch(engine, &job);
	ensure(e == ERR_OK || job.why.id != SAY_NONE);
	ensure(!apply_is_ours(e));
	if (e == ERR_OK)
		check();
	ensure(sql_exec(engine->db, "ROLLBACK", NULL) == ERR_OK);
	arena_close(job.a);
	return 0;
}
