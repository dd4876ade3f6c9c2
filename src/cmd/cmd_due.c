/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_due.c - by when, and why: a deadline reckoned in a calendar of a pack, without a node. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "pack/calendar.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

struct due_choices {
	const char *calendar, *from, *span, *zone, *pack, *packs;
	bool json, help;
};

static enum err read_choices(struct due_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "calendar", 0, OPT_TEXT, "NAME", SAY_OPT_DUE_CALENDAR, .text = &c->calendar },
		{ "from", 0, OPT_TEXT, "TIME", SAY_OPT_DUE_FROM, .text = &c->from },
		{ "span", 0, OPT_TEXT, "SPAN", SAY_OPT_DUE_SPAN, .text = &c->span },
		{ "zone", 0, OPT_TEXT, "ZONE", SAY_OPT_DUE_ZONE, .text = &c->zone },
		{ "pack", 0, OPT_TEXT, "NAME", SAY_OPT_DUE_PACK, .text = &c->pack },
		{ "packs", 0, OPT_TEXT, "DIR", SAY_OPT_PACKS, .text = &c->packs },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, NULL, &c->help, why);

	if (c->help)
		args_help("due", "--calendar NAME --from TIME --span SPAN", SAY_DUECMD_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (!c->calendar || !c->from || !c->span)
		return why_set(why, ERR_ARG, SAY_DUECMD_THREE);
	return ERR_OK;
}

/* A calendar without a zone of its own reckons where the start was written. */
static enum err place(const struct due_choices *c, struct arena *a, struct calendar *cal,
		      int minutes_east, struct why *why)
{
	const struct zone *z;
	enum err e;

	if (c->zone) {
		e = zone_open(a, str_of(c->zone), &z, why);
		if (e == ERR_OK)
			calendar_set_zone(cal, z, str_of(c->zone));
		return e;
	}
	if (!calendar_has_zone(cal) && minutes_east) {
		int m = minutes_east < 0 ? -minutes_east : minutes_east;
		struct str name = arena_printf(a, "%c%02d:%02d", minutes_east < 0 ? '-' : '+',
					       m / 60, m % 60);

		calendar_set_zone(cal, zone_fixed(a, minutes_east * 60), name);
	}
	return ERR_OK;
}

static void complain(void *ctx, const struct why *why)
{
	(void)ctx;
	why_print(why, stderr);
}

static enum err reckon(const struct due_choices *c, struct arena *a, struct calendar **cal,
		       struct due *d, struct why *why)
{
	struct str from = str_of(c->from);
	struct instant at;
	struct span span;
	struct pack *p;
	int east = 0, y;
	unsigned m, day;
	bool is_date = date_read(from, &y, &m, &day);
	enum err e = span_read(str_of(c->span), &span, why);

	if (e == ERR_OK && !is_date && !time3339_read_zone(from, &at, &east))
		e = why_set(why, ERR_ARG, SAY_DUECMD_FROM, A(from));
	if (e == ERR_OK)
		e = pack_load(a, c->packs, str_of(c->pack ? c->pack : "core"), complain, NULL, &p,
			      why);
	if (e == ERR_OK)
		e = calendar_open(a, p, str_of(c->calendar), cal, why);
	if (e == ERR_OK)
		e = place(c, a, *cal, east, why);
	if (e != ERR_OK)
		return e;
	return is_date ? calendar_due_day(*cal, (int32_t)civil_days(y, m, day), span, d, why) :
			 calendar_due(*cal, at, span, d, why);
}

static void print_json(const struct due_choices *c, const struct calendar *cal, const struct due *d,
		       const struct due_why *lines, struct buf *out)
{
	struct json_writer w = json_write(out);
	struct buf text = { 0 };

	due_write(cal, d, &text);
	json_w_object(&w);
	json_w_text(&w, "due", buf_str(&text));
	buf_clear(&text);
	day_write(d->last_day, &text);
	json_w_text(&w, "last_day", buf_str(&text));
	json_w_text(&w, "from", str_of(c->from));
	json_w_text(&w, "span", str_of(c->span));
	json_w_text(&w, "calendar", calendar_id(cal));
	json_w_text(&w, "zone", calendar_zone(cal));
	json_w_key(&w, "provisional");
	json_w_bool(&w, d->provisional);
	json_w_key(&w, "why");
	json_w_array(&w);
	for (size_t i = 0; i < lines->n; i++)
		json_w_str(&w, lines->lines[i]);
	json_w_array_end(&w);
	json_w_object_end(&w);
	buf_c(out, '\n');
	buf_fini(&text);
}

static void print_text(const struct calendar *cal, const struct due *d, const struct due_why *lines,
		       struct buf *out)
{
	due_write(cal, d, out);
	buf_c(out, '\n');
	for (size_t i = 0; i < lines->n; i++)
		buf_printf(out, "  %.*s\n", STR_FMT(lines->lines[i]));
}

static int answer(const struct due_choices *c, struct why *why)
{
	struct arena *a = arena_open();
	struct calendar *cal;
	struct buf out = { 0 };
	struct due d;
	enum err e = reckon(c, a, &cal, &d, why);

	if (e == ERR_OK) {
		struct due_why lines = due_explain(cal, &d, say_lang_default(), a);

		if (c->json)
			print_json(c, cal, &d, &lines, &out);
		else
			print_text(cal, &d, &lines, &out);
		fwrite(out.p, 1, out.n, stdout);
	}
	buf_fini(&out);
	arena_close(a);
	/* what is wrong with a word of the command line is usage */
	return e == ERR_OK ? EXIT_DONE : e == ERR_IO || e == ERR_CORRUPT ? EXIT_FAILED : EXIT_USAGE;
}

int cmd_due(int argc, char **argv)
{
	struct due_choices c = { 0 };
	struct why why = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK)
		code = EXIT_USAGE;
	else if (!c.help)
		code = answer(&c, &why);
	if (code != EXIT_DONE)
		why_print(&why, stderr);
	return code;
}
