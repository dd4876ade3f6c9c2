/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_demo_data.c - a made-up night to try everything on: feeds, warning lists, organisations, logs,
 * and the truth about them.
 */
#include "cmd/cmd.h"

#include "base/file.h"
#include "cmd/args.h"
#include "cmd/demo.h"
#include "wire/time3339.h"

#include <stdio.h>

enum { LOCAL_HOURS = 8, EVENING = 20, MORNING = 8, FRESH_HOURS = 23 };

struct demo_choices {
	const char *night, *scale;
	uint64_t seed, permille;
	struct str dir, date;
	struct instant start;
};

/* "0.25" -> 250; at most three decimals, above 0, at most 100. */
static bool read_permille(const char *text, uint64_t *out)
{
	struct str rest = str_of(text), whole = { 0 }, part = { 0 };
	uint64_t n = 0;

	str_split(&rest, '.', &whole);
	if (rest.p)
		str_split(&rest, '.', &part);
	if (rest.p || part.n > 3 || !str_u64(whole, &n) || n > 100)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (i < part.n && !ascii_is_digit(part.p[i]))
			return false;
		n = n * 10 + (i < part.n ? (uint64_t)(part.p[i] - '0') : 0);
	}
	*out = n;
	return n > 0;
}

/* The last night that is over; but when that was nearly a day ago, the one that is ending, so that
 * "the last 24 hours" still hold it while the demo runs. */
static int64_t last_night(void)
{
	int64_t local = clock_now().us + LOCAL_HOURS * US_PER_HOUR;
	int64_t day = local / US_PER_DAY, hour = local % US_PER_DAY / US_PER_HOUR;

	return hour >= MORNING - 24 + FRESH_HOURS ? day - 1 : day - 2;
}

static enum err choose_night(struct demo_choices *c, struct arena *a, struct why *why)
{
	int64_t day = last_night();
	int year;
	unsigned m, d;

	if (c->night) {
		if (!date_read(str_of(c->night), &year, &m, &d))
			return why_set(why, ERR_ARG, SAY_DEMO_NIGHT, A(c->night));
		day = civil_days(year, m, d);
	}
	civil_from_days(day, &year, &m, &d);
	c->date = arena_printf(a, "%04d-%02u-%02u", year, m, d);
	c->start.us = day * US_PER_DAY + (EVENING - LOCAL_HOURS) * US_PER_HOUR;
	return ERR_OK;
}

static enum err read_choices(struct demo_choices *c, bool *help, int argc, char **argv,
			     struct arena *a, struct why *why)
{
	struct arg_list words = { 0 };
	struct opt opts[] = {
		{ "seed", 0, OPT_NUMBER, "N", SAY_DEMO_OPT_SEED, .number = &c->seed },
		{ "night", 0, OPT_TEXT, "YYYY-MM-DD", SAY_DEMO_OPT_NIGHT, .text = &c->night },
		{ "scale", 0, OPT_TEXT, "X", SAY_DEMO_OPT_SCALE, .text = &c->scale },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &words, help, why);

	if (e == ERR_OK && *help)
		args_help("demo-data", "DIR [--seed N]", SAY_DEMO_ABOUT, opts);
	else if (e == ERR_OK && words.n != 1)
		e = why_set(why, ERR_ARG, SAY_DEMO_WHERE);
	else if (e == ERR_OK && c->scale && !read_permille(c->scale, &c->permille))
		e = why_set(why, ERR_ARG, SAY_DEMO_SCALE, A(c->scale));
	if (e == ERR_OK && !*help) {
		c->dir = str_keep(a, str_of(words.v[0]));
		e = choose_night(c, a, why);
	}
	args_fini(&words);
	return e;
}

static enum err make_folders(const char *dir, struct arena *a, struct why *why)
{
	static const char *const below[] = { "feeds",     "warnings",   "logs",
					     "logs/east", "logs/south", "logs/north" };
	enum err e = file_make_dir(dir, 0755, why);

	for (size_t i = 0; i < sizeof below / sizeof below[0] && e == ERR_OK; i++)
		e = file_make_dir(arena_printf(a, "%s/%s", dir, below[i]).p, 0755, why);
	return e;
}

static enum err write_all(const struct demo_choices *c, struct arena *a, struct why *why)
{
	struct world w;
	enum err e = make_folders(c->dir.p, a, why);

	if (e != ERR_OK)
		return e;
	world_make(&w, c->seed, c->date, c->start, c->permille);
	e = demo_write_lists(&w, c->dir.p, why);
	if (e == ERR_OK)
		e = demo_write_bundles(&w, c->dir.p, why);
	if (e == ERR_OK)
		e = demo_write_register(&w, c->dir.p, why);
	if (e == ERR_OK)
		e = demo_write_night(&w, c->dir.p, why);
	world_fini(&w);
	return e;
}

int cmd_demo_data(int argc, char **argv)
{
	struct demo_choices c = { .seed = 1, .permille = 1000 };
	struct arena *a = arena_open();
	struct why why = { 0 };
	bool help = false;
	enum err e = read_choices(&c, &help, argc, argv, a, &why);
	int code = e == ERR_OK ? EXIT_DONE : EXIT_USAGE;

	if (e == ERR_OK && !help) {
		e = write_all(&c, a, &why);
		code = e == ERR_OK ? EXIT_DONE : EXIT_FAILED;
		if (e == ERR_OK)
			say_line(stdout, SAY_DEMO_DONE, A(c.dir), A(c.date), A(c.seed));
	}
	if (e != ERR_OK)
		why_print(&why, stderr);
	arena_close(a);
	return code;
}
