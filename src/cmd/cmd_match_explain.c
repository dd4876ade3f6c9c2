/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_match_explain.c - why does this value hit, or not: its normal form, the expressions that would
 * be tried, the sets that list them, the warning lists that hold them back, and expiry.
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "cmd/args.h"
#include "cmd/tables.h"
#include "match/explain.h"
#include "store/node.h"
#include "wire/domain.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

struct explain_choices {
	const char *node;
	struct arg_list lists, words;
	bool json, help;
};

static enum err read_choices(struct explain_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "indicators", 'i', OPT_MANY, "FILE", SAY_OPT_LIST, .many = &c->lists },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("match explain", "VALUE (-n DIR | -i LIST...)", SAY_EXPLAIN_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (!c->node == !c->lists.n)
		return why_set(why, ERR_ARG, SAY_MATCH_NODE_OR_LISTS);
	if (c->words.n != 1)
		return why_set(why, ERR_ARG, SAY_EXPLAIN_ONE);
	return ERR_OK;
}

static enum err open_tables(const struct explain_choices *c, struct tables *t, struct why *why)
{
	struct node *node = NULL;
	struct reader *r = NULL;
	enum err e;

	if (!c->node)
		return tables_from_files(t, c->lists.v, c->lists.n, why);
	e = node_open(c->node, &node, why);
	if (e == ERR_OK)
		e = reader_open(node, &r, why);
	if (e == ERR_OK)
		e = reader_begin(r, 0, why);
	if (e == ERR_OK) {
		e = tables_from_node(t, node, r, why);
		reader_end(r);
	}
	reader_close(r);
	node_close(node);
	return e;
}

int cmd_match_explain(int argc, char **argv)
{
	struct explain_choices c = { 0 };
	struct tables t = { 0 };
	struct why why = { 0 };
	struct buf out = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		struct arena *a = arena_open();
		struct explanation x;

		domain_init();
		if (open_tables(&c, &t, &why) != ERR_OK ||
		    explain_value(t.generation, t.delta, str_of(c.words.v[0]), clock_now(), a, &x,
				  &why) != ERR_OK) {
			why_print(&why, stderr);
			code = EXIT_FAILED;
		} else if (c.json) {
			explanation_json(&x, &out);
			buf_c(&out, '\n');
		} else {
			explanation_text(&x, say_lang_default(), &out);
		}
		fwrite(out.p ? out.p : "", 1, out.n, stdout);
		arena_close(a);
	}
	buf_fini(&out);
	tables_close(&t);
	args_fini(&c.lists);
	args_fini(&c.words);
	return code;
}
