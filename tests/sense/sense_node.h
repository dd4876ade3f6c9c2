/* SPDX-License-Identifier: Apache-2.0 */
/* sense_node.h - a node that knows what sketches are, and what sense writes into it. */
#pragma once

#include "packed_node.h"

#include "index/sketch.h"
#include "sense/sense.h"
#include "store/query.h"
#include "store/sketches.h"

static struct packed_node sense_node_up(void)
{
	static const struct sketches known = { sketch_check, sketch_merge };

	sketches_are(&known);
	return packed_node_up();
}

/* Everything that s has, in one batch. */
__attribute__((unused)) static void sense_node_write(struct packed_node *n, struct sense *s)
{
	struct batch *b = batch_open(STR("test"), STR("test"));
	struct batch_result result;
	struct door *door;
	struct why why = { 0 };
	size_t count;
	const struct rec_type *types = node_types(n->node, &count);

	sense_write(s, types, count, b);
	must(door_open(n->node, &door, &why), &why);
	must(door_commit(door, b, n->a, &result, &why), &why);
	if (result.refusal_count)
		why_print(&result.refusals[0].why, stdout);
	assert_int_equal(result.refused, 0);
	door_close(door);
	batch_close(b);
}

__attribute__((unused)) static int64_t sense_node_one(struct packed_node *n, const char *sql)
{
	struct why why = { 0 };
	int64_t v;

	must(reader_begin(n->reader, 0, &why), &why);
	must(query_one(reader_db(n->reader), sql, &v, &why), &why);
	reader_end(n->reader);
	return v;
}

__attribute__((unused)) static struct sense *sense_node_place(const char *sensor, int64_t arrival,
							      const char *epoch)
{
	return sense_open((struct sense_place){ { str_of(sensor), STR("990100"), { arrival } },
						str_of(epoch) });
}
