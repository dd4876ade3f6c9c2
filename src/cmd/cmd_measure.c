/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_measure.c - the value of one measure or of all, with what it is made of. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/board.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

struct measure_choices {
	const char *node, *at;
	uint64_t as_of;
	struct arg_list words;
	struct instant when;
	bool json, help;
};

static enum err read_choices(struct measure_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "at", 0, OPT_TEXT, "RFC3339", SAY_OPT_AT, .text = &c->at },
		{ "as-of", 0, OPT_NUMBER, "POSITION", SAY_OPT_AS_OF, .number = &c->as_of },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("measure", "-n DIR [ID...]", SAY_MEASURE_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (!c->node)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	c->when = clock_now();
	if (c->at && !time3339_read(str_of(c->at), false, &c->when))
		return why_set(why, ERR_ARG, SAY_MEASURE_AT, A(c->at));
	return ERR_OK;
}

static void put_number(struct buf *b, bool has, double v)
{
	if (has)
		buf_printf(b, "%.6g", v);
	else
		buf_c(b, '-');
}

static void print_row(const struct gauge_row *row, enum lang lang, struct buf *out)
{
	struct buf value = { 0 }, num = { 0 }, den = { 0 };

	put_number(&value, row->has_value, row->value);
	put_number(&num, row->has_num, row->num);
	put_number(&den, row->has_den, row->den);
	say(out, lang, SAY_MEASURE_ROW, A(row->area), A(row->dim), A(row->component),
	    A(buf_str(&value)), A(buf_str(&num)), A(buf_str(&den)), A((long long)row->n));
	buf_c(out, '\n');
	buf_fini(&value);
	buf_fini(&num);
	buf_fini(&den);
}

static void print_text(const struct board *b, const struct gauge_result *r, struct buf *out)
{
	enum lang lang = say_lang_default();
	struct buf value = { 0 }, fresh = { 0 }, hash = { 0 };

	gauge_value_text(b->pack, r, lang, &value);
	if (r->has_fresh)
		time3339_write(r->fresh, &fresh);
	else
		buf_c(&fresh, '-');
	buf_hex(&hash, r->measure->sql_hash.b, 6);
	say(out, lang, SAY_MEASURE_LINE, A(r->measure->id), A(r->measure->title[lang]),
	    A(buf_str(&value)), A(r->measure->article), A(r->measure->owner), A(buf_str(&fresh)),
	    A(buf_str(&hash)));
	buf_c(out, '\n');
	for (size_t i = 0; i < r->row_count; i++)
		print_row(&r->rows[i], lang, out);
	buf_fini(&value);
	buf_fini(&fresh);
	buf_fini(&hash);
}

static enum err print_one(struct board *b, const struct measure *m, bool json, struct why *why)
{
	struct gauge_result r;
	struct buf out = { 0 };
	enum err e = gauge_run(b->reader, m, b->at, b->arena, &r, why);

	if (e == ERR_OK && json) {
		struct json_writer w = json_write(&out);

		board_result_json(&r, &w);
		buf_c(&out, '\n');
	} else if (e == ERR_OK) {
		print_text(b, &r, &out);
	}
	fwrite(out.p ? out.p : "", 1, out.n, stdout);
	buf_fini(&out);
	return e;
}

static enum err print_all(struct board *b, const struct measure_choices *c, struct why *why)
{
	size_t n;
	const struct measure *all = pack_measures(b->pack, &n);
	enum err e = ERR_OK;

	for (size_t i = 0; !c->words.n && i < n && e == ERR_OK; i++)
		e = print_one(b, &all[i], c->json, why);
	for (size_t i = 0; i < c->words.n && e == ERR_OK; i++) {
		const struct measure *m = pack_measure(b->pack, str_of(c->words.v[i]));

		e = m ? print_one(b, m, c->json, why) :
			why_set(why, ERR_NOTFOUND, SAY_MEASURE_UNKNOWN, A(c->words.v[i]),
				A(pack_id(b->pack)));
	}
	return e;
}

int cmd_measure(int argc, char **argv)
{
	struct measure_choices c = { 0 };
	struct board b = { 0 };
	struct why why = { 0 };
	enum err e;
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		e = board_open(&b, c.node, c.as_of, c.when, &why);
		if (e == ERR_OK)
			e = print_all(&b, &c, &why);
		if (e != ERR_OK) {
			why_print(&why, stderr);
			code = err_exit(e);
		}
		board_close(&b);
	}
	args_fini(&c.words);
	return code;
}
