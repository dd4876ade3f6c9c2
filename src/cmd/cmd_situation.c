/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_situation.c - the five lines of the morning, as the page shows them. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/board.h"
#include "cmd/tables.h"
#include "serve/situation.h"
#include "wire/domain.h"

#include <stdio.h>

enum { PARTIES_SHOWN = 20 };

struct situation_choices {
	const char *node;
	bool json, help;
};

static enum err read_choices(struct situation_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, NULL, &c->help, why);

	if (c->help)
		args_help("situation", "-n DIR", SAY_SITUATION_ABOUT, opts);
	if (e == ERR_OK && !c->help && !c->node)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	return e;
}

static enum err print(const struct situation_choices *c, struct buf *out, struct why *why)
{
	struct board b = { 0 };
	struct tables t = { 0 };
	struct situation s;
	enum err e = board_open(&b, c->node, 0, clock_now(), why);

	if (e == ERR_OK)
		e = tables_from_node(&t, b.node, b.reader, why);
	if (e == ERR_OK) {
		struct situation_source from = { b.node, b.pack, t.generation, b.at };

		e = situation_load(b.reader, &from, b.arena, &s, why);
	}
	if (e == ERR_OK && c->json) {
		situation_json(&s, say_lang_default(), out);
		buf_c(out, '\n');
	} else if (e == ERR_OK) {
		situation_lines(&s, say_lang_default(), PARTIES_SHOWN, out);
	}
	tables_close(&t);
	board_close(&b);
	return e;
}

int cmd_situation(int argc, char **argv)
{
	struct situation_choices c = { 0 };
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
	e = print(&c, &out, &why);
	return cmd_finish(e, &out, &why);
}
