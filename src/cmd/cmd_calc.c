/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_calc.c - calculators over CSV files: cost of a service, settlement between operators, price baskets.
 * No node is needed; the calculation is in gauge, here are files, faults and printing.
 */
#include "cmd/cmd.h"

#include "base/file.h"
#include "cmd/args.h"
#include "gauge/basket.h"
#include "gauge/lric_read.h"
#include "gauge/settle.h"
#include "wire/charset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct calc {
	struct arg_list words;
	const char *file, *counter, *tolerance_text;
	double tolerance; /* part of one */
	bool json, help;
	struct arena *arena;
	struct sheet *sheet;
	bool refused; /* some row was */
};

/* ---- faults ---- */

/* Tells all that is wrong with a file; ERR_SYNTAX when `whole` and anything was. */
static void tell_faults(const struct table *t)
{
	for (size_t i = 0; i < t->faults.n; i++)
		why_print(&t->faults.v[i], stderr);
	if (t->fault_count > t->faults.n)
		say_line(stderr, SAY_CALC_MORE, A(t->file), A(t->fault_count - t->faults.n));
}

static enum err read_file(struct calc *c, const char *path, struct str *text, struct why *why)
{
	return file_read(path, CHARSET_BYTES_MAX, c->arena, text, why);
}

/* ---- the calculators ---- */

/* A model with a hole in it has no cost: any fault ends it. */
static enum err calc_lric(struct calc *c, struct why *why)
{
	struct lric_model m;
	struct lric_result r;
	struct table t = { 0 };
	struct str text;
	enum err e = read_file(c, c->file, &text, why);

	if (e == ERR_OK)
		e = lric_read(c->arena, text, c->file, &t, &m, why);
	if (e == ERR_OK && t.fault_count) {
		tell_faults(&t);
		e = why_set(why, ERR_SYNTAX, SAY_CALC_NO_MODEL, A(c->file));
	}
	if (e == ERR_OK) {
		lric_run(&m, c->arena, &r);
		lric_sheet(&m, &r, c->sheet);
	}
	table_close(&t);
	return e;
}

static enum err read_settle(struct calc *c, const char *path, struct table *t, struct settle *s,
			    struct why *why)
{
	struct str text;
	enum err e = read_file(c, path, &text, why);

	if (e == ERR_OK)
		e = settle_read(c->arena, text, path, t, s, why);
	if (e != ERR_OK)
		return e;
	tell_faults(t);
	c->refused |= t->fault_count > 0;
	return s->lines.n ? ERR_OK : why_set(why, ERR_SYNTAX, SAY_CALC_NO_ROWS, A(path));
}

static enum err calc_settlement(struct calc *c, struct why *why)
{
	struct table own_table = { 0 }, other_table = { 0 };
	struct settle own = { 0 }, other = { 0 };
	enum err e = read_settle(c, c->file, &own_table, &own, why);

	if (e == ERR_OK && c->counter)
		e = read_settle(c, c->counter, &other_table, &other, why);
	if (e == ERR_OK)
		settle_sheet(&own, c->counter ? &other : NULL, c->tolerance, c->sheet);
	settle_close(&own);
	settle_close(&other);
	table_close(&own_table);
	table_close(&other_table);
	return e;
}

static enum err calc_basket(struct calc *c, struct why *why)
{
	struct table t = { 0 };
	struct baskets b = { 0 };
	struct str text;
	enum err e = read_file(c, c->file, &text, why);

	if (e == ERR_OK)
		e = basket_read(c->arena, text, c->file, &t, &b, why);
	if (e == ERR_OK) {
		tell_faults(&t);
		c->refused = t.fault_count > 0;
		if (!b.tariffs.n)
			e = why_set(why, ERR_SYNTAX, SAY_CALC_NO_ROWS, A(c->file));
	}
	if (e == ERR_OK)
		basket_sheet(&b, c->arena, c->sheet);
	basket_close(&b);
	table_close(&t);
	return e;
}

static const struct verb {
	const char *name;
	enum say_id about;
	enum err (*run)(struct calc *c, struct why *why);
} verbs[] = {
	{ "lric", SAY_CALC_LRIC_ABOUT, calc_lric },
	{ "settlement", SAY_CALC_SETTLEMENT_ABOUT, calc_settlement },
	{ "basket", SAY_CALC_BASKET_ABOUT, calc_basket },
};

static const struct verb *verb_of(const char *name)
{
	for (size_t i = 0; name && i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* ---- the command ---- */

static enum err read_tolerance(struct calc *c, struct why *why)
{
	char *end;

	if (!c->tolerance_text) {
		c->tolerance = .01;
		return ERR_OK;
	}
	c->tolerance = strtod(c->tolerance_text, &end) / 100;
	if (end == c->tolerance_text || *end || !(c->tolerance >= 0 && c->tolerance < 1))
		return why_set(why, ERR_ARG, SAY_CALC_TOLERANCE, A(c->tolerance_text));
	return ERR_OK;
}

static void print_help(const struct verb *v, const struct opt *opts)
{
	char name[32];

	snprintf(name, sizeof name, "calc %s", v ? v->name : "lric|settlement|basket");
	args_help(name, "FILE.csv", v ? v->about : SAY_CALC_ABOUT, opts);
}

static enum err read_choices(struct calc *c, const struct verb *v, int argc, char **argv,
			     struct why *why)
{
	bool settles = !v || v->run == calc_settlement;
	struct opt json = { "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json };
	struct opt all[] = {
		{ "counter", 0, OPT_TEXT, "FILE.csv", SAY_CALC_OPT_COUNTER, .text = &c->counter },
		{ "tolerance", 0, OPT_TEXT, "PERCENT", SAY_CALC_OPT_TOLERANCE,
		  .text = &c->tolerance_text },
		json,
		{ 0 },
	};
	struct opt few[] = { json, { 0 } };
	const struct opt *opts = settles ? all : few;
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		print_help(v, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (!v || c->words.n != 1)
		return why_set(why, ERR_ARG, SAY_CALC_USAGE);
	c->file = c->words.v[0];
	return read_tolerance(c, why);
}

static int run(struct calc *c, const struct verb *v)
{
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e;

	c->arena = arena_open();
	c->sheet = sheet_open(c->arena);
	e = v->run(c, &why);
	if (e != ERR_OK)
		why_print(&why, stderr);
	else if (c->json)
		sheet_json(c->sheet, v->name, &out);
	else
		sheet_print(c->sheet, say_lang_default(), &out);
	fwrite(out.p ? out.p : "", 1, out.n, stdout);
	buf_fini(&out);
	sheet_close(c->sheet);
	arena_close(c->arena);
	return e != ERR_OK ? EXIT_FAILED : c->refused ? EXIT_REFUSED : EXIT_DONE;
}

int cmd_calc(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? verb_of(argv[1]) : NULL;
	struct calc c = { 0 };
	struct why why = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, v, argc - (v != NULL), argv + (v != NULL), &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		code = run(&c, v);
	}
	args_fini(&c.words);
	return code;
}
