/* SPDX-License-Identifier: Apache-2.0 */
/*
 * a_node.h - a real node in a folder of its own: a few feeds, two organisations, sixty hours of hits.
 * node_up() makes it, with the clock standing still behind the last hour; node_down() removes it.
 */
#pragma once

#include "serve/a_node_data.h"
#include "serve/node_view.h"
#include "store/door.h"
#include "wire/domain.h"

static char root[64], dir[96];
static struct arena *arena;
static struct node *node;
static struct pack *pack;
static struct writer *writer;
static struct node_view view;
static struct why why;

#define ok(call) \
	do { \
		if ((call) != ERR_OK) { \
			why_print(&why, stderr); \
			fail_msg("%s", #call); \
		} \
	} while (0)

/* Commits the batch and closes it. */
static void commit(struct batch *b)
{
	struct batch_result r;

	ok(writer_commit(writer, b, arena, &r, &why));
	for (size_t i = 0; i < r.refusal_count; i++)
		why_print(&r.refusals[i].why, stderr);
	assert_int_equal(r.refused, 0);
	batch_close(b);
}

/* The pack that the node runs; a test that asks hundreds of times may want one without measures. */
#ifndef NODE_PACK
#define NODE_PACK "cn-mobile-2017"
#endif

static struct batch *begin(void)
{
	return batch_open(STR("test"), STR("because"));
}

static void fill(void)
{
	struct batch *b = begin();

	put_register(b);
	put_hits(b);
	commit(b);
}

static void make_node(void)
{
	struct node_setup setup = { .name = STR("test node"),
				    .area = STR("130000"),
				    .pack = STR(NODE_PACK) };
	struct buf frozen = { 0 };

	ok(pack_load(arena, NULL, setup.pack, NULL, NULL, &pack, &why));
	pack_freeze(pack, &frozen);
	setup.pack_frozen = buf_str(&frozen);
	setup.types = pack_types(pack, &setup.type_count);
	snprintf(dir, sizeof dir, "%s/n", root);
	ok(node_create(dir, &setup, &why));
	ok(node_open(dir, &node, &why));
	ok(writer_start(node, &writer, &why));
	buf_fini(&frozen);
}

static bool node_up(void)
{
	strcpy(root, "/tmp/cresset-serve-XXXXXX");
	if (!mkdtemp(root))
		return false;
	say_lang_set(LANG_EN);
	domain_init();
	arena = arena_open();
	make_node();
	fill();
	clock_test_set((struct instant){ first_hour + HOURS * US_PER_HOUR });
	node_view_open(&view, node, pack);
	return true;
}

static int node_down(void)
{
	char cmd[128];

	node_view_close(&view);
	clock_test_off();
	writer_stop(writer);
	node_close(node);
	arena_close(arena);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", root);
	return system(cmd);
}
