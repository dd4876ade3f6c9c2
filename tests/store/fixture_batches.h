/* SPDX-License-Identifier: Apache-2.0 */
/* fixture_batches.h - batches that can be told apart and counted: is each there wholly, or not at
 * all? */
#pragma once

#include "fixture.h"

#include "store/doctor.h"

enum { ROWS = 40 }; /* records in one batch */

/* A batch of ROWS remarks and one tally that all say which batch it is. */
static struct batch *numbered(int who, int i, bool once)
{
	struct batch *b = batch_open(STR("t"), STR("r"));
	char text[100];

	snprintf(text, sizeof text, "%d-%d", who, i);
	if (once)
		batch_once(b, STR("test"), str_of(text));
	snprintf(text, sizeof text, "{\"text\":\"%d-%d\"}", who, i);
	for (int k = 0; k < ROWS; k++)
		batch_put(b, STR("remark"), STR(""), str_of(text), 1);
	batch_tally(b, STR("sighting"), STR("{\"indicator\":\"i\",\"count\":1}"));
	return b;
}

static int64_t number(const char *sql)
{
	struct arena *a = arena_open();
	int64_t n = -1;

	str_i64(fx_rows(a, 0, sql), &n);
	arena_close(a);
	return n;
}

/* Every batch is there with all its rows, and the store agrees with itself. Returns how many. */
static int64_t whole_batches(void)
{
	int64_t n = number("SELECT count(DISTINCT text) FROM remark");
	struct store_report r;
	struct node *node = NULL;

	assert_int_equal(number("SELECT count(*) FROM (SELECT 1 FROM remark GROUP BY text HAVING "
				"count(*) <> 40)"),
			 0);
	assert_int_equal(number("SELECT ifnull(sum(count), 0) FROM sighting"), n);
	fx_ok(node_open(fx_dir, &node, FX));
	fx_ok(store_check(node, NULL, NULL, &r, FX));
	node_close(node);
	assert_int_equal(r.faults, 0);
	return n;
}
