/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_init.c - a new node: its directory, keys, empty store, and one frozen pack. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "pack/areas.h"
#include "pack/pack.h"
#include "store/node.h"

#include <stdio.h>

struct init_choices {
	const char *pack, *packs, *area, *name;
	struct arg_list words;
	bool help;
};

/* GB/T 2260, its first two or four digits, or the longer codes for towns and villages. */
static bool is_area_code(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]))
			return false;
	return s.n >= 2 && s.n <= 12;
}

static enum err read_choices(struct init_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "pack", 0, OPT_TEXT, "NAME", SAY_OPT_PACK, .text = &c->pack },
		{ "packs", 0, OPT_TEXT, "DIR", SAY_OPT_PACKS, .text = &c->packs },
		{ "level", 0, OPT_TEXT, "AREA-CODE", SAY_OPT_LEVEL, .text = &c->area },
		{ "name", 0, OPT_TEXT, "NAME", SAY_OPT_NODE_NAME, .text = &c->name },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("init", "DIR", SAY_INIT_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (c->words.n != 1 || !c->words.v[0][0])
		return why_set(why, ERR_ARG, SAY_INIT_USAGE);
	if (c->area && !is_area_code(str_of(c->area)))
		return why_set(why, ERR_ARG, SAY_INIT_LEVEL, A(c->area));
	return ERR_OK;
}

static void complain(void *ctx, const struct why *why)
{
	(void)ctx;
	why_print(why, stderr);
}

/* What the code stands for, so that a mistyped one is seen at once; unknown ones may be the keeper's own. */
static void tell_area(struct arena *a, const struct pack *pack, struct str given)
{
	const struct areas *as = areas_open(a, pack);
	struct str code = arena_printf(a, "%.*s%.*s", STR_FMT(given),
				       given.n < 6 ? (int)(6 - given.n) : 0, "0000");
	const struct area_row *row;
	uint32_t n;

	if (!area_code_read(code, &n) || !(row = area_at(as, n, 0)))
		return;
	if (!row->until)
		say_line(stdout, SAY_INIT_AREA, A(given), A(row->name));
	else if (area_now(as, n, 0))
		say_line(stdout, SAY_INIT_AREA_NOW, A(given), A(row->name), A(row->until),
			 A(area_now(as, n, 0)));
	else
		say_line(stdout, SAY_INIT_AREA_GONE, A(given), A(row->name), A(row->until));
}

static enum err make_node(const struct init_choices *c, struct arena *a, struct why *why)
{
	struct node_setup s = { 0 };
	struct buf frozen = { 0 };
	struct pack *pack;
	enum err e = pack_load(a, c->packs, str_of(c->pack), complain, NULL, &pack, why);

	if (e != ERR_OK)
		return e;
	pack_freeze(pack, &frozen);
	s.name = str_of(c->name ? c->name : c->words.v[0]);
	s.area = str_of(c->area ? c->area : "");
	s.pack = pack_id(pack);
	s.pack_frozen = buf_str(&frozen);
	s.types = pack_types(pack, &s.type_count);
	e = node_create(c->words.v[0], &s, why);
	if (e == ERR_OK) {
		say_line(stdout, SAY_INIT_DONE, A(c->words.v[0]), A(s.pack), A(s.type_count));
		tell_area(a, pack, s.area);
	}
	buf_fini(&frozen);
	return e;
}

int cmd_init(int argc, char **argv)
{
	struct init_choices c = { .pack = "cn-mobile-2017" };
	struct why why = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		struct arena *a = arena_open();
		enum err e = make_node(&c, a, &why);

		if (e != ERR_OK) {
			why_print(&why, stderr);
			code = err_exit(e);
		}
		arena_close(a);
	}
	args_fini(&c.words);
	return code;
}
