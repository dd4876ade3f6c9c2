/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.h - a node with a few types of every sort, and short words for changing it. */
#pragma once

#include "test.h"

#include "base/buf.h"
#include "store/door.h"
#include "store/node.h"
#include "store/query.h"
#include "wire/domain.h"

#include "fixture_types.h"

#include <sqlite3.h>

static char fx_root[64], fx_dir[96];

__attribute__((unused)) static const struct node_setup fx_setup = {
	.name = { "测试 \"node\": #1", 17 },
	.area = { "130000", 6 },
	.pack = { "test", 4 },
	.types = fx_types,
	.type_count = FX_TYPES,
};

/* A folder for this test with a node "n" in it. */
__attribute__((unused)) static int fx_up(void **state)
{
	struct why why;
	(void)state;

	strcpy(fx_root, "/tmp/cresset-test-XXXXXX");
	if (!mkdtemp(fx_root))
		return -1;
	domain_init();
	snprintf(fx_dir, sizeof fx_dir, "%s/n", fx_root);
	if (node_create(fx_dir, &fx_setup, &why) == ERR_OK)
		return 0;
	why_print(&why, stderr);
	return -1;
}

__attribute__((unused)) static int fx_down(void **state)
{
	char cmd[128];
	(void)state;

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", fx_root);
	return system(cmd);
}

/* fx_ok(something(..., FX)): it succeeds, or its sentence is printed. */
static struct why fx_why;
#define FX (&fx_why)
#define fx_ok(call) \
	do { \
		if ((call) != ERR_OK) { \
			why_print(FX, stderr); \
			fail_msg("%s", #call); \
		} \
	} while (0)

/* Applies and closes b; refusals live in `a`. */
__attribute__((unused)) static struct batch_result fx_commit(struct batch *b, struct arena *a)
{
	struct batch_result r;
	struct node *n = NULL;
	struct door *d = NULL;

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	fx_ok(door_commit(d, b, a, &r, FX));
	door_close(d);
	node_close(n);
	batch_close(b);
	return r;
}

/* One put by somebody for some reason. */
__attribute__((unused)) static struct batch_result fx_put(struct arena *a, const char *type,
							  const char *body)
{
	struct batch *b = batch_open(STR("test"), STR("because"));

	batch_put(b, str_of(type), STR(""), str_of(body), 7);
	return fx_commit(b, a);
}

/* The rows of a query as text: columns by |, rows by newline; NULL is "-", blobs hex. */
__attribute__((unused)) static struct str fx_rows(struct arena *a, uint64_t at, const char *sql)
{
	struct node *n = NULL;
	struct reader *r = NULL;
	struct buf b = { 0 };
	sqlite3_stmt *s;
	struct str out;

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(reader_open(n, &r, FX));
	fx_ok(reader_begin(r, at, FX));
	if (sqlite3_prepare_v2(reader_db(r), sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(reader_db(r)));
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			int kind = sqlite3_column_type(s, i), len = sqlite3_column_bytes(s, i);

			buf_puts(&b, i ? "|" : b.n ? "\n" : "");
			if (kind == SQLITE_NULL)
				buf_c(&b, '-');
			else if (kind == SQLITE_BLOB)
				buf_hex(&b, sqlite3_column_blob(s, i), (size_t)len);
			else
				buf_puts(&b, (const char *)sqlite3_column_text(s, i));
		}
	}
	sqlite3_finalize(s);
	out = str_keep(a, buf_str(&b));
	buf_fini(&b);
	reader_end(r);
	reader_close(r);
	node_close(n);
	return out;
}

#define assert_rows(a, at, sql, lit) assert_str(fx_rows((a), (at), (sql)), lit)
