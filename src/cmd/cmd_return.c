/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_return.c - 报送: the blank form of a return, a filled one taken in, and who owes what.
 */
#include "cmd/cmd.h"

#include "base/file.h"
#include "cmd/args.h"
#include "cmd/return_show.h"
#include "intake/input.h"
#include "store/door.h"
#include "wire/time3339.h"

#include <stdio.h>
#include <unistd.h>

struct return_choices {
	const char *verb, *node, *form, *party, *period, *at, *pack, *packs;
	struct instant when;
	struct arg_list words;
	bool all, json, csv, help;
};

static enum err read_choices(struct return_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "form", 0, OPT_TEXT, "ID", SAY_OPT_RETURN_FORM, .text = &c->form },
		{ "party", 0, OPT_TEXT, "NUMBER", SAY_OPT_RETURN_PARTY, .text = &c->party },
		{ "period", 0, OPT_TEXT, "PERIOD", SAY_OPT_RETURN_PERIOD, .text = &c->period },
		{ "at", 0, OPT_TEXT, "RFC3339", SAY_OPT_RETURN_AT, .text = &c->at },
		{ "all", 0, OPT_FLAG, NULL, SAY_OPT_RETURN_ALL, .flag = &c->all },
		{ "pack", 0, OPT_TEXT, "NAME", SAY_OPT_PACK, .text = &c->pack },
		{ "packs", 0, OPT_TEXT, "DIR", SAY_OPT_PACKS, .text = &c->packs },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ "csv", 0, OPT_FLAG, NULL, SAY_OPT_RETURN_CSV, .flag = &c->csv },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("return", "template ID | load -n DIR FILE... | status -n DIR",
			  SAY_RETURN_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	c->verb = c->words.n ? c->words.v[0] : "";
	c->when = clock_now();
	if (c->at && !time3339_read(str_of(c->at), false, &c->when))
		return why_set(why, ERR_ARG, SAY_MEASURE_AT, A(c->at));
	return ERR_OK;
}

/* ---- template ---- */

/* The areas that a blank form lists: those right below the organisation's area, else below the node's. */
static enum err areas_below(struct board *b, const char *party, struct form_area **out, size_t *n,
			    struct why *why)
{
	static const char sql[] =
		"WITH top AS (SELECT coalesce((SELECT area FROM party WHERE registration_no = ?1), "
		"(SELECT rec FROM area WHERE code = ?2)) AS rec) SELECT code, name FROM area JOIN "
		"top ON "
		"area.parent = top.rec ORDER BY code";
	VEC(struct form_area) v = { 0 };
	struct query *q;
	bool row = true;
	enum err e = query_open(reader_db(b->reader), sql, &q, why);

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, str_of(party ? party : ""));
	query_bind_text(q, 2, node_area(b->node));
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		*vec_push(&v) = (struct form_area){ str_keep(b->arena, query_text(q, 0)),
						    str_keep(b->arena, query_text(q, 1)) };
	query_close(q);
	*n = v.n;
	*out = arena_array(b->arena, struct form_area, v.n);
	for (size_t i = 0; i < v.n; i++)
		(*out)[i] = v.v[i];
	vec_fini(&v);
	return e;
}

static bool lists_areas(const struct pack_return *r)
{
	for (size_t i = 0; i < r->column_count; i++)
		if (r->columns[i].cell == CELL_AREA)
			return true;
	return false;
}

/* The period that was named, or the last one that is over. */
static enum err blank_period(const struct return_choices *c, const struct pack_return *r,
			     struct buf *first, struct buf *last, struct why *why)
{
	int32_t from, to;

	if (c->period)
		return cell_period(str_of(c->period), first, last, why);
	return_period(r, (int32_t)(c->when.us / US_PER_DAY), 1, &from, &to);
	day_write(from, first);
	day_write(to, last);
	return ERR_OK;
}

static enum err write_blank(struct board *b, const struct return_choices *c, struct buf *out,
			    struct why *why)
{
	const struct pack_return *r = pack_return(b->pack, str_of(c->words.v[1]));
	struct buf first = { 0 }, last = { 0 };
	struct form_area *areas = NULL;
	size_t n = 0;
	enum err e;

	if (!r)
		return why_set(why, ERR_NOTFOUND, SAY_FORM_UNKNOWN, A(c->words.v[1]));
	e = blank_period(c, r, &first, &last, why);
	if (e == ERR_OK && b->reader && lists_areas(r))
		e = areas_below(b, c->party, &areas, &n, why);
	buf_puts(out, "\xEF\xBB\xBF"); /* so that a spreadsheet takes it for UTF-8 */
	if (e == ERR_OK)
		form_blank(b->pack, r, str_of(c->party ? c->party : ""), buf_str(&first),
			   buf_str(&last), areas, n, say_lang_default(), out);
	buf_fini(&first);
	buf_fini(&last);
	return e;
}

static void complain(void *ctx, const struct why *why)
{
	(void)ctx;
	why_print(why, stderr);
}

static int run_template(const struct return_choices *c, struct why *why)
{
	struct board b = { 0 };
	struct buf out = { 0 };
	enum err e;

	if (c->words.n != 2) {
		why_set(why, ERR_ARG, SAY_RETURN_TEMPLATE_USAGE);
		return EXIT_USAGE;
	}
	if (c->node) {
		e = board_open(&b, c->node, 0, c->when, why);
	} else {
		b.arena = arena_open();
		e = pack_load(b.arena, c->packs, str_of(c->pack ? c->pack : "cn-mobile-2017"),
			      complain, NULL, &b.pack, why);
	}
	if (e == ERR_OK)
		e = write_blank(&b, c, &out, why);
	if (e == ERR_OK)
		fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
	board_close(&b);
	return e == ERR_OK ? EXIT_DONE : EXIT_FAILED;
}

/* ---- load ---- */

struct loading {
	struct board b;
	struct door *door;
	const struct return_choices *c;
	const char *file;
	uint64_t told;
};

static void tell_cell(void *ctx, const struct why *why)
{
	struct loading *l = ctx;
	struct why placed = *why;

	l->told++;
	why_at(&placed, l->file, 0, 0);
	return_show_cell(&placed, stderr);
}

static enum err read_file(struct loading *l, struct str *bytes, struct sha256 *hash,
			  struct why *why)
{
	struct input *in;
	struct str all;
	enum err e = input_open(l->file, &in, why);

	if (e != ERR_OK)
		return e;
	input_bound(in, FORM_BYTES_MAX);
	e = input_all(in, &all, why);
	if (e == ERR_OK) {
		*bytes = str_keep(l->b.arena, all);
		*hash = hash_sha256(all);
	}
	input_close(in);
	return e;
}

/* What the store itself refused: a record whose cells hold each alone, but not together. */
static void show_refusals(struct loading *l, const struct batch_result *r)
{
	for (size_t i = 0; i < r->refusal_count; i++) {
		struct why why = r->refusals[i].why;

		why.line = r->refusals[i].line;
		why.column = 0;
		tell_cell(l, &why);
	}
}

static enum err load_one(struct loading *l, struct filing *filing, uint64_t *refused,
			 struct why *why)
{
	const struct return_choices *c = l->c;
	struct form_given given = { str_of(c->form ? c->form : ""),
				    str_of(c->party ? c->party : ""),
				    str_of(c->period ? c->period : "") };
	struct batch *batch = batch_open(STR("cli"), STR("return load"));
	struct batch_result result = { 0 };
	struct form form;
	struct str bytes;
	struct sha256 hash;
	enum err e = read_file(l, &bytes, &hash, why);

	if (e == ERR_OK)
		e = form_read(l->b.arena, l->b.pack, bytes, &given, tell_cell, l, &form, why);
	if (e == ERR_OK)
		e = filing_take(l->b.reader, l->b.pack, &form, c->when, hash, l->b.arena, tell_cell,
				l, batch, filing, why);
	if (e == ERR_OK)
		e = door_commit(l->door, batch, l->b.arena, &result, why);
	if (e == ERR_OK) {
		show_refusals(l, &result);
		*refused = filing->refused + result.refused;
		return_show_filing(l->file, &form, filing, &result, c->json, stdout);
	}
	batch_close(batch);
	return e;
}

/* One file after the other, each with a reader of its own: a form may correct the one before. */
static int load_file(struct loading *l, const char *path)
{
	struct filing filing = { 0 };
	struct why why = { 0 };
	uint64_t refused = 0;
	enum err e = board_open(&l->b, l->c->node, 0, l->c->when, &why);

	l->file = path;
	if (e == ERR_OK)
		e = load_one(l, &filing, &refused, &why);
	if (e != ERR_OK) {
		why_at(&why, path, 0, 0);
		why_print(&why, stderr);
	}
	board_close(&l->b);
	if (e != ERR_OK)
		return EXIT_FAILED;
	return refused || l->told ? EXIT_REFUSED : EXIT_DONE;
}

static int run_load(const struct return_choices *c, struct why *why)
{
	struct loading l = { .c = c };
	struct node *node = NULL;
	int code = EXIT_DONE;
	enum err e;

	if (!c->node || c->words.n < 2) {
		why_set(why, ERR_ARG, SAY_RETURN_LOAD_USAGE);
		return EXIT_USAGE;
	}
	e = node_open(c->node, &node, why);
	if (e == ERR_OK)
		e = door_open(node, &l.door, why);
	for (size_t i = 1; i < c->words.n && e == ERR_OK; i++) {
		int one = load_file(&l, c->words.v[i]);

		l.told = 0;
		if (one == EXIT_FAILED || code == EXIT_DONE)
			code = one;
	}
	door_close(l.door);
	node_close(node);
	return e == ERR_OK ? code : EXIT_FAILED;
}

/* ---- status ---- */

static int run_status(const struct return_choices *c, struct why *why)
{
	struct owed_ask ask = { .form = str_of(c->form ? c->form : ""),
				.party = str_of(c->party ? c->party : ""),
				.at = c->when,
				.all = c->all };
	struct board b = { 0 };
	struct owed *owed;
	size_t n;
	enum err e;

	if (!c->node || c->words.n != 1) {
		why_set(why, ERR_ARG, SAY_RETURN_STATUS_USAGE);
		return EXIT_USAGE;
	}
	e = board_open(&b, c->node, 0, c->when, why);
	if (e == ERR_OK && ask.form.n && !pack_return(b.pack, ask.form))
		e = why_set(why, ERR_NOTFOUND, SAY_FORM_UNKNOWN, A(ask.form));
	if (e == ERR_OK)
		e = returns_owed(b.reader, b.pack, &ask, b.arena, &owed, &n, why);
	if (e == ERR_OK)
		return_show_owed(b.pack, owed, n, c->json, c->csv, stdout);
	board_close(&b);
	return e == ERR_OK ? EXIT_DONE : EXIT_FAILED;
}

int cmd_return(int argc, char **argv)
{
	static const struct {
		const char *verb;
		int (*run)(const struct return_choices *c, struct why *why);
	} verbs[] = { { "template", run_template },
		      { "load", run_load },
		      { "status", run_status } };
	struct return_choices c = { 0 };
	struct why why = { 0 };
	int code = EXIT_USAGE;

	if (read_choices(&c, argc, argv, &why) == ERR_OK) {
		code = c.help ? EXIT_DONE : EXIT_USAGE;
		for (size_t i = 0; !c.help && i < sizeof verbs / sizeof *verbs; i++)
			if (strcmp(c.verb, verbs[i].verb) == 0)
				code = verbs[i].run(&c, &why);
		if (code == EXIT_USAGE && why.code == ERR_OK)
			why_set(&why, ERR_ARG, SAY_RETURN_USAGE);
	}
	if (why.code != ERR_OK)
		why_print(&why, stderr);
	args_fini(&c.words);
	return code;
}
