/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_alerts.c - looks for what is unusual, and lists it with its reasons. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/look_alerts.h"
#include "pack/pack.h"
#include "store/node.h"
#include "wire/domain.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

enum { DAYS = 7 };

struct alert_choices {
	const char *node, *since;
	bool json, all, help;
	struct instant from;
};

static enum err read_choices(struct alert_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "since", 0, OPT_TEXT, "TIME", SAY_ALERTS_OPT_SINCE, .text = &c->since },
		{ "all", 0, OPT_FLAG, NULL, SAY_ALERTS_OPT_ALL, .flag = &c->all },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, NULL, &c->help, why);

	if (c->help)
		args_help("alerts", "-n DIR [--since TIME]", SAY_ALERTS_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (!c->node)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	c->from.us = clock_now().us - DAYS * US_PER_DAY;
	if (c->since && !time3339_read(str_of(c->since), true, &c->from))
		return why_set(why, ERR_ARG, SAY_ALERTS_SINCE, A(c->since));
	return ERR_OK;
}

/* One line an alert. */
static void print_json(const struct alert *x, const struct pack *pack, struct buf *out)
{
	struct json_writer w = json_write(out);

	alert_json(x, pack, say_lang_default(), &w);
	buf_c(out, '\n');
}

static void print_line(const struct alert *x, const struct pack *pack, struct buf *out)
{
	struct buf reason = { 0 };

	if (str_eq(x->state, STR("withdrawn")))
		say(out, say_lang_default(), SAY_ALERTS_WITHDRAWN);
	alert_reason(x, pack, say_lang_default(), &reason);
	say_shown(out, buf_str(&reason));
	buf_c(out, '\n');
	buf_fini(&reason);
}

struct open_node {
	struct arena *arena;
	struct node *node;
	struct pack *pack;
	struct door *door;
	struct reader *reader;
};

static enum err open_all(struct open_node *n, const char *dir, struct why *why)
{
	enum err e;

	n->arena = arena_open();
	e = node_open(dir, &n->node, why);
	if (e == ERR_OK)
		e = pack_thaw(n->arena, node_pack_frozen(n->node), &n->pack, why);
	if (e == ERR_OK)
		e = door_open(n->node, &n->door, why);
	if (e == ERR_OK)
		e = reader_open(n->node, &n->reader, why);
	return e;
}

static void close_all(struct open_node *n)
{
	reader_close(n->reader);
	door_close(n->door);
	node_close(n->node);
	arena_close(n->arena);
}

static enum err by_door(void *door, struct batch *b, struct arena *a, struct batch_result *result,
			struct why *why)
{
	return door_commit(door, b, a, result, why);
}

static enum err list(const struct open_node *n, const struct alert_choices *c, struct buf *out,
		     size_t *count, struct why *why)
{
	struct alert *list;
	enum err e = reader_begin(n->reader, 0, why);

	if (e != ERR_OK)
		return e;
	e = alerts_list(n->reader, c->from, c->all, n->arena, &list, count, why);
	for (size_t i = 0; e == ERR_OK && i < *count; i++)
		(c->json ? print_json : print_line)(&list[i], n->pack, out);
	reader_end(n->reader);
	return e;
}

static enum err alerts(const struct alert_choices *c, struct buf *out, struct why *why)
{
	struct open_node n = { 0 };
	struct alert_look look = { .from = c->from, .now = clock_now() };
	struct alert_result seen = { 0 };
	size_t count = 0;
	enum err e = open_all(&n, c->node, why);

	if (e == ERR_OK)
		e = look_for_alerts(n.reader, n.pack, &look, by_door, n.door, &seen, why);
	if (e == ERR_OK)
		e = list(&n, c, out, &count, why);
	if (e == ERR_OK)
		say_line(stderr, SAY_ALERTS_DONE, A(count), A(seen.hours), A(seen.no_history));
	if (e == ERR_OK && count == ALERTS_LISTED)
		say_line(stderr, SAY_ALERTS_MORE, A(ALERTS_LISTED));
	close_all(&n);
	return e;
}

int cmd_alerts(int argc, char **argv)
{
	struct alert_choices c = { 0 };
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e = read_choices(&c, argc, argv, &why);

	if (e != ERR_OK) {
		why_print(&why, stderr);
		return EXIT_USAGE;
	}
	if (c.help)
		return EXIT_DONE;
	domain_init();
	e = alerts(&c, &out, &why);
	return cmd_finish(e, &out, &why);
}
