/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packed_node.h - a real, empty node of the central pack in a folder of its own, for tests above the store.
 *
 *	struct packed_node n = packed_node_up();
 *	packed_node_put(&n, "party", "{...}");
 *	packed_node_down(&n);
 */
#pragma once

#include "test.h"

#include "pack/pack.h"
#include "store/door.h"
#include "store/node.h"
#include "wire/domain.h"

struct packed_node {
	struct arena *a;
	struct node *node;
	struct pack *pack; /* thawed from what the node keeps */
	struct reader *reader;
	char dir[64], path[96];
};

static void must(enum err e, const struct why *why)
{
	if (e != ERR_OK)
		why_print(why, stdout);
	assert_int_equal(e, ERR_OK);
}

static struct packed_node packed_node_up(void)
{
	struct packed_node n = { .a = arena_open(), .dir = "/tmp/cresset-test-XXXXXX" };
	struct node_setup setup = { .name = STR("test"), .pack = STR("cn-mobile-2017") };
	struct buf frozen = { 0 };
	struct pack *loaded;
	struct why why = { 0 };

	domain_init();
	assert_non_null(mkdtemp(n.dir));
	snprintf(n.path, sizeof n.path, "%s/node", n.dir);
	must(pack_load(n.a, NULL, setup.pack, NULL, NULL, &loaded, &why), &why);
	pack_freeze(loaded, &frozen);
	setup.pack_frozen = buf_str(&frozen);
	setup.types = pack_types(loaded, &setup.type_count);
	must(node_create(n.path, &setup, &why), &why);
	must(node_open(n.path, &n.node, &why), &why);
	must(pack_thaw(n.a, node_pack_frozen(n.node), &n.pack, &why), &why);
	must(reader_open(n.node, &n.reader, &why), &why);
	buf_fini(&frozen);
	return n;
}

/* One record, through the door. */
__attribute__((unused)) static void packed_node_put(struct packed_node *n, const char *type,
						    const char *body)
{
	struct batch *b = batch_open(STR("test"), STR("test"));
	struct batch_result result;
	struct door *door;
	struct why why = { 0 };

	batch_put(b, str_of(type), (struct str){ 0 }, str_of(body), 1);
	must(door_open(n->node, &door, &why), &why);
	must(door_commit(door, b, n->a, &result, &why), &why);
	if (result.refusal_count)
		why_print(&result.refusals[0].why, stdout);
	assert_int_equal(result.refused, 0);
	door_close(door);
	batch_close(b);
}

static void packed_node_down(struct packed_node *n)
{
	char cmd[128];

	reader_close(n->reader);
	node_close(n->node);
	arena_close(n->a);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", n->dir);
	assert_int_equal(system(cmd), 0);
}
